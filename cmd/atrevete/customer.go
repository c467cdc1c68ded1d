package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"atrevete/internal/salon"
	"atrevete/internal/store"
)

// customerCommand answers requests about personal data.
func customerCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "customer",
		Short: "Find, export or erase what is held about one customer",
	}
	cmd.AddCommand(customerFindCommand(), customerExportCommand(), customerEraseCommand())
	return cmd
}

// subjectFlags say about whom a command is: one argument or one flag.
type subjectFlags struct {
	id, phone, contact, thread, shop string
}

func (f *subjectFlags) register(cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.phone, "phone", "", "by phone, such as +34600111222")
	cmd.Flags().StringVar(&f.id, "id", "", "by the id of the customer")
	cmd.Flags().StringVar(&f.contact, "contact", "", "by the number of the contact in Chatwoot")
	cmd.Flags().StringVar(&f.thread, "conversation", "", "by the number of the conversation in Chatwoot")
	cmd.Flags().StringVar(&f.shop, "salon", "", "the salon's short name, when there are several")
}

// How people write whom they mean.
var (
	idForm      = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	contactForm = regexp.MustCompile(`^([a-z]+):(\S+)$`)
	phoneForm   = regexp.MustCompile(`^\+[1-9][0-9]{5,14}$`)
)

// query reads argument and flags. words is how to name the person to the
// operator.
func (f *subjectFlags) query(args []string) (q salon.SubjectQuery, words string, err error) {
	if arg := strings.TrimSpace(strings.Join(args, " ")); arg != "" { // a phone may be written with blanks
		switch {
		case idForm.MatchString(arg):
			f.id = arg
		case contactForm.MatchString(arg):
			f.contact = arg
		default:
			f.phone = arg
		}
	}
	given := 0
	for _, one := range []string{f.id, f.phone, f.contact, f.thread} {
		if one != "" {
			given++
		}
	}
	if given != 1 {
		return q, "", errors.New("say about whom, in one way: a phone, an id, or chatwoot:NUMBER of the contact (`atrevete customer find` helps)")
	}
	q.Channel = salon.SourceChatwoot
	switch {
	case f.id != "":
		if !idForm.MatchString(f.id) {
			return q, "", fmt.Errorf("%q is no id: `atrevete customer find` shows them", f.id)
		}
		q.ID = salon.ID(strings.ToLower(f.id))
	case f.phone != "":
		q.Phone = phoneOf(f.phone)
		if !phoneForm.MatchString(q.Phone) {
			return q, "", fmt.Errorf("%q is no phone number: write it like +34600111222", f.phone)
		}
	case f.contact != "":
		q.Contact = f.contact
		if parts := contactForm.FindStringSubmatch(f.contact); parts != nil {
			q.Channel, q.Contact = parts[1], parts[2]
		}
	default:
		q.Thread = f.thread
	}
	return q, cmp.Or(q.Phone, string(q.ID), f.contact, "conversation "+f.thread), nil
}

// phoneOf reads a phone as people write it; nine digits are a Spanish number.
func phoneOf(text string) string {
	var b strings.Builder
	for i, r := range strings.TrimSpace(text) {
		switch {
		case r >= '0' && r <= '9', r == '+' && i == 0:
			b.WriteRune(r)
		case strings.ContainsRune(" -.()/\u00a0", r):
		default:
			return text // no phone at all
		}
	}
	digits := b.String()
	const spanish = 9
	switch {
	case strings.HasPrefix(digits, "00"):
		return "+" + digits[2:]
	case len(digits) == spanish && digits[0] != '+':
		return "+34" + digits
	}
	return digits
}

// desk is what the customer's commands work with.
type desk struct {
	*store.Store
	shop  *salon.Salon
	clock salon.Clock
}

// atDesk opens the database and the salon.
func atDesk(ctx context.Context, slug string, fn func(ctx context.Context, d desk) error) error {
	cfg, err := loadConfig(needDatabase)
	if err != nil {
		return err
	}
	return withStore(ctx, func(ctx context.Context, s *store.Store) error {
		if err := s.SchemaCurrent(ctx); err != nil {
			return fmt.Errorf("looking at the database: %w", err)
		}
		shop, err := s.FindSalon(ctx, slug)
		if errors.Is(err, salon.ErrNotFound) {
			return fmt.Errorf("there is no salon %q: load one with `atrevete seed DIR`", slug)
		}
		if err != nil {
			return fmt.Errorf("reading the salon: %w", err)
		}
		return fn(ctx, desk{Store: s, shop: shop, clock: cfg.clock()})
	})
}

func customerFindCommand() *cobra.Command {
	var shop string
	cmd := &cobra.Command{
		Use:   "find WORDS",
		Short: "Search customers by part of a name or phone, by id, or by chatwoot:NUMBER",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return atDesk(cmd.Context(), shop, func(ctx context.Context, d desk) error {
				people, err := d.FindCustomers(ctx, d.shop.ID, strings.Join(args, " "))
				if err != nil {
					return fmt.Errorf("searching: %w", err)
				}
				return printPeople(cmd, d.shop, people)
			})
		},
	}
	cmd.Flags().StringVar(&shop, "salon", "", "the salon's short name, when there are several")
	return cmd
}

// printPeople lists customers, one a line.
func printPeople(cmd *cobra.Command, shop *salon.Salon, people []salon.Person) error {
	if len(people) == 0 {
		_, err := fmt.Fprintln(cmd.OutOrStdout(), "nobody was found")
		return err
	}
	for _, p := range people {
		seen := ""
		if !p.LastSeen.IsZero() {
			seen = ", last wrote on " + p.LastSeen.In(shop.Location).Format("2006-01-02")
		}
		if !p.Erased.IsZero() {
			seen = ", erased on " + p.Erased.In(shop.Location).Format("2006-01-02")
		}
		_, err := fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  %s  %d appointments, %d conversations%s  %s\n",
			p.ID, cmp.Or(p.Name, "(no name)"), cmp.Or(p.Phone, "(no phone)"), p.Appointments, p.Conversations, seen, strings.Join(p.Contacts, " "))
		if err != nil {
			return err
		}
	}
	return nil
}
