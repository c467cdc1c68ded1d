package store_test

import (
	"errors"
	"fmt"
	"slices"
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

// TestOneMobileIsOneCustomerHoweverItIsWritten: Brazil, Argentina and Mexico write
// one number in two ways, and channels disagree which.
func TestOneMobileIsOneCustomerHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	for i, pair := range [][2]string{
		{"+5511987654321", "+551187654321"}, {"+541123456789", "+5491123456789"}, {"+5215512345678", "+525512345678"},
	} {
		thread := fmt.Sprint("twin", i)
		first, err := s.SaveCustomer(t.Context(), conversationOf(t, s, thread, salon.Contact{ID: thread, SourceID: pair[0][1:], Phone: pair[0]}), dialog.CustomerChange{FirstName: "Lia"})
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.SaveCustomer(t.Context(), conversationOf(t, s, thread+"b", salon.Contact{ID: thread + "b", SourceID: pair[1][1:], Phone: pair[1]}), dialog.CustomerChange{})
		if err != nil || again.ID != first.ID || again.Phone != pair[0] {
			t.Errorf("%v: %+v and %+v, %v", pair, first, again, err)
		}
	}
}

// TestOneContactWritesThroughSeveralAddresses: a user id today, a phone tomorrow.
func TestOneContactWritesThroughSeveralAddresses(t *testing.T) {
	t.Parallel()
	s, shop := openSalon(t)
	iris, err := s.SaveCustomer(t.Context(), conversationOf(t, s, "1", salon.Contact{ID: "906", SourceID: "ES.9Kq2"}), dialog.CustomerChange{FirstName: "Iris"})
	if err != nil {
		t.Fatal(err)
	}
	found, err := s.CustomerOfContact(t.Context(), shop.ID, salon.SourceChatwoot, salon.Contact{ID: "906", SourceID: "ES.ENT.77"})
	if err != nil || found.ID != iris.ID {
		t.Errorf("the same contact is %+v, %v", found, err)
	}
	if _, err := s.CustomerOfContact(t.Context(), shop.ID, salon.SourceChatwoot, salon.Contact{ID: "907", SourceID: "ES.ENT.77"}); !isNotFound(err) {
		t.Errorf("another contact: %v", err)
	}
}

// TestAPhoneThatAppearsLaterJoinsOnePerson: she booked years ago by phone, then
// wrote without one, then her number shows again.
func TestAPhoneThatAppearsLaterJoinsOnePerson(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	old := store.NewID()
	exec(t, s, `INSERT INTO customers (id, phone, first_name, last_name, total_spent_cents) VALUES ($1, '+34600111222', 'Iris', 'Gil', 5000)`, old)
	c := conversationOf(t, s, "1", salon.Contact{ID: "906", SourceID: "ES.9Kq2"})
	nameless, err := s.SaveCustomer(t.Context(), c, dialog.CustomerChange{FirstName: "iris"})
	if err != nil || nameless.ID == old {
		t.Fatalf("%+v %v", nameless, err)
	}
	exec(t, s, `UPDATE customers SET total_spent_cents = 2500, email = 'iris@example.org' WHERE id = $1`, nameless.ID)
	exec(t, s, `INSERT INTO customers (first_name, referred_by_id) VALUES ('Hija', $1)`, nameless.ID)
	c.CustomerID, c.Contact.Phone = nameless.ID, "+34600111222"
	joined, err := s.LearnPhone(t.Context(), c)
	if err != nil || joined.ID != old || joined.LastName != "Gil" || joined.TotalSpent != 7500 {
		t.Fatalf("joined %+v, %v", joined, err)
	}
	if n := query[int](t, s, `SELECT count(*) FROM customers WHERE phone IS NOT NULL OR referred_by_id = '`+string(old)+`'`); n != 2 {
		t.Errorf("%d rows", n)
	}
	if again, err := s.Conversation(t.Context(), c.ID); err != nil || again.CustomerID != old {
		t.Errorf("conversation of %s, %v", again.CustomerID, err)
	}
	if again, err := s.LearnPhone(t.Context(), salon.Conversation{SalonID: c.SalonID, CustomerID: old, Contact: c.Contact}); err != nil || again.ID != old {
		t.Errorf("a second time: %+v, %v", again, err)
	}
	// Another name: two people with one phone.
	eva, err := s.SaveCustomer(t.Context(), conversationOf(t, s, "2", salon.Contact{ID: "908", SourceID: "ES.0"}), dialog.CustomerChange{FirstName: "Eva"})
	if err != nil {
		t.Fatal(err)
	}
	stays, err := s.LearnPhone(t.Context(), salon.Conversation{SalonID: c.SalonID, CustomerID: eva.ID, Contact: c.Contact})
	if err != nil || stays.ID != eva.ID || stays.Phone != "" {
		t.Errorf("Eva became %+v, %v", stays, err)
	}
}

// TestJoiningForgetsNoTable: whoever adds a reference to customers joins it too.
func TestJoiningForgetsNoTable(t *testing.T) {
	t.Parallel()
	s, _ := openSalon(t)
	known := []string{"appointments", "bookings", "conversation_history", "conversations", "customer_contacts", "customers", "turns", "waitlist"}
	var tables []string
	rows, err := s.Pool().Query(t.Context(), `SELECT DISTINCT conrelid::regclass::text FROM pg_constraint
		WHERE contype = 'f' AND confrelid = 'customers'::regclass ORDER BY 1`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var table string
		if err := rows.Scan(&table); err != nil {
			t.Fatal(err)
		}
		tables = append(tables, table)
	}
	if err := rows.Err(); err != nil || !slices.Equal(tables, known) {
		t.Errorf("customers are referenced by %v: add them to joinSQL (%v)", tables, err)
	}
}
