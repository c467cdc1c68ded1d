package store_test

import (
	"errors"
	"testing"

	"golang.org/x/sync/errgroup"

	"atrevete/internal/dialog"
	"atrevete/internal/salon"
	"atrevete/internal/store"
)

func isNotFound(err error) bool { return errors.Is(err, salon.ErrNotFound) }

// conversationOf stores a first message of a contact and reads the thread.
func conversationOf(t *testing.T, s *store.Store, thread string, contact salon.Contact) salon.Conversation {
	t.Helper()
	in := message(thread, thread+"-first", "hola")
	in.Contact = contact
	stored, err := s.StoreInbound(t.Context(), []salon.Inbound{in})
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.Conversation(t.Context(), stored[0].Conversation)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestSaveCustomerCreatesThenCompletes(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	contact := salon.Contact{ID: "55", SourceID: "34600111222", Name: "✨Lola✨", Phone: "+34600111222"}
	thread := conversationOf(t, s, "42", contact)
	if _, err := s.CustomerOfContact(t.Context(), shop.ID, thread.Channel, contact); !isNotFound(err) {
		t.Fatalf("before: %v", err)
	}
	lola, err := s.SaveCustomer(t.Context(), thread, dialog.CustomerChange{FirstName: "Lola"})
	if err != nil {
		t.Fatal(err)
	}
	want := salon.Customer{ID: lola.ID, Phone: "+34600111222", FirstName: "Lola"}
	if lola != want {
		t.Errorf("created %+v", lola)
	}
	lola, err = s.SaveCustomer(t.Context(), thread, dialog.CustomerChange{LastName: "Ruiz"})
	want.LastName = "Ruiz"
	if err != nil || lola != want {
		t.Errorf("completed %+v, %v", lola, err)
	}
	if read, err := s.Customer(t.Context(), lola.ID); err != nil || read != want {
		t.Errorf("read %+v, %v", read, err)
	}
	thread, err = s.Conversation(t.Context(), thread.ID)
	if err != nil || thread.CustomerID != lola.ID {
		t.Errorf("the conversation's customer is %q, %v", thread.CustomerID, err)
	}
	for name, by := range map[string]salon.Contact{
		"contact and source":  {ID: "55", SourceID: "34600111222"},
		"phone":               {ID: "99", SourceID: "x", Phone: "+34600111222"},
		"phone without an id": {Phone: "+34600111222"},
	} {
		if found, err := s.CustomerOfContact(t.Context(), shop.ID, salon.SourceChatwoot, by); err != nil || found.ID != lola.ID {
			t.Errorf("by %s: %+v, %v", name, found, err)
		}
	}
	if _, err := s.CustomerOfContact(t.Context(), shop.ID, salon.SourceChatwoot, salon.Contact{}); !isNotFound(err) {
		t.Errorf("by nothing: %v", err)
	}
	if _, err := s.Customer(t.Context(), store.NewID()); !isNotFound(err) {
		t.Errorf("an unknown customer: %v", err)
	}
}

func TestSaveCustomerReusesTheRowWithThePhone(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	known := store.NewID()
	exec(t, s, `INSERT INTO customers (id, phone, first_name, last_name) VALUES ($1, '+34600111222', 'Eva', NULL)`, known)
	var together errgroup.Group
	for _, thread := range []string{"1", "2", "3", "4"} {
		c := conversationOf(t, s, thread, salon.Contact{ID: thread, SourceID: thread, Phone: "+34600111222"})
		together.Go(func() error {
			saved, err := s.SaveCustomer(t.Context(), c, dialog.CustomerChange{LastName: "Sanz"})
			if saved.ID != known || saved.FirstName != "Eva" || saved.LastName != "Sanz" {
				t.Errorf("saved %+v", saved)
			}
			return err
		})
	}
	if err := together.Wait(); err != nil {
		t.Fatal(err)
	}
	if n := query[int](t, s, `SELECT count(*) FROM customers`); n != 1 {
		t.Errorf("%d customers", n)
	}
}

func TestSaveCustomerWithoutAUsablePhone(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	for _, phone := range []string{"", "600111222", "+34 600 111 222", "+0123456789", "+3460011122233344"} {
		contact := salon.Contact{ID: "id" + phone, SourceID: "ES.ABC", Phone: phone}
		c := conversationOf(t, s, "t"+phone, contact)
		saved, err := s.SaveCustomer(t.Context(), c, dialog.CustomerChange{FirstName: "Iris"})
		if err != nil || saved.Phone != "" {
			t.Errorf("phone %q: %+v, %v", phone, saved, err)
		}
		if found, err := s.CustomerOfContact(t.Context(), shop.ID, c.Channel, contact); err != nil || found.ID != saved.ID {
			t.Errorf("phone %q: found %+v, %v", phone, found, err)
		}
	}
}

func TestAPhoneThatBecomesKnownCompletesTheCustomer(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	c := conversationOf(t, s, "7", salon.Contact{ID: "7", SourceID: "ES.ABC"})
	iris, err := s.SaveCustomer(t.Context(), c, dialog.CustomerChange{FirstName: "Iris"})
	if err != nil {
		t.Fatal(err)
	}
	c.Contact.Phone = "+34600999888"
	iris, err = s.SaveCustomer(t.Context(), c, dialog.CustomerChange{})
	if err != nil || iris.Phone != "+34600999888" || iris.FirstName != "Iris" {
		t.Errorf("completed %+v, %v", iris, err)
	}
	other := conversationOf(t, s, "8", salon.Contact{ID: "8", SourceID: "ES.DEF"})
	eva, err := s.SaveCustomer(t.Context(), other, dialog.CustomerChange{FirstName: "Eva"})
	if err != nil {
		t.Fatal(err)
	}
	other.Contact.Phone = "+34600999888" // somebody else's: the row stays without
	eva, err = s.SaveCustomer(t.Context(), other, dialog.CustomerChange{LastName: "Sanz"})
	if err != nil || eva.Phone != "" || eva.LastName != "Sanz" || eva.ID == iris.ID {
		t.Errorf("completed %+v, %v", eva, err)
	}
}

func TestANameThatIsReplacedStaysInTheHistory(t *testing.T) {
	t.Parallel()
	h := openShop(t)
	id, conversation := h.customer("Laura")
	c, err := h.Conversation(t.Context(), conversation)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []dialog.CustomerChange{{FirstName: "Laura"}, {FirstName: "Laura María"}, {LastName: "Gómez Ruiz"}, {}} {
		if _, err := h.SaveCustomer(t.Context(), c, change); err != nil {
			t.Fatal(err)
		}
	}
	h.want(`("Laura María","Gómez Ruiz")`, `SELECT first_name, last_name FROM customers WHERE id = $1`, id)
	h.want(`("Laura Torres") ("Laura María Torres")`,
		`SELECT concat_ws(' ', before->>'first_name', before->>'last_name') FROM audit_log WHERE object_id = $1 ORDER BY at, id`, id)
}
