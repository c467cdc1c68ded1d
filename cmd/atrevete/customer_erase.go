package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"atrevete/internal/salon"
)

func customerEraseCommand() *cobra.Command {
	var who subjectFlags
	var request salon.ErasureRequest
	cmd := &cobra.Command{
		Use:   "erase [PHONE | ID | chatwoot:CONTACT]",
		Short: "Erase the personal data of one customer; payments stay, without a name",
		Long: `Erase the personal data of one customer, here and, through jobs of the agent, in Chatwoot and in calendars.
Bookings and payments stay without a name, as tax law asks. With appointments ahead it refuses, unless --cancel is given.
It can be run again at any time; --dry-run shows what would happen.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			q, name, err := who.query(args)
			if err != nil {
				return err
			}
			return atDesk(cmd.Context(), who.shop, func(ctx context.Context, d desk) error {
				request.SubjectQuery, request.Actor = q, "command"
				request.SalonID = d.shop.ID
				done, err := d.EraseCustomer(ctx, d.shop, request, d.clock())
				switch {
				case errors.Is(err, salon.ErrNotFound):
					_, err = fmt.Fprintf(cmd.OutOrStdout(), "nothing is held about %s: there is nothing to erase\n", name)
					return err
				case errors.Is(err, salon.ErrUpcoming):
					printVisits(cmd.ErrOrStderr(), d.shop, done.Upcoming)
					return fmt.Errorf("nothing was erased: %d appointments are ahead (above); cancel them first, or add --cancel to cancel them and give the deposits back", len(done.Upcoming))
				case err != nil:
					return fmt.Errorf("nothing was erased, try again: %w", err)
				}
				return printErasure(cmd.OutOrStdout(), d.shop, request, done)
			})
		},
	}
	who.register(cmd)
	cmd.Flags().BoolVar(&request.Cancel, "cancel", false, "cancel appointments that are ahead and give their deposits back")
	cmd.Flags().BoolVar(&request.DryRun, "dry-run", false, "change nothing, say what would be erased")
	return cmd
}

// printVisits lists appointments, one a line.
func printVisits(out io.Writer, shop *salon.Salon, visits []salon.UpcomingVisit) {
	for _, v := range visits {
		note := ""
		if v.Held {
			note += ", held, not paid"
		}
		if v.Guest {
			note += ", for somebody else"
		}
		_, _ = fmt.Fprintf(out, "  %s  %s with %s%s\n", v.Start.In(shop.Location).Format("2006-01-02 15:04"), strings.Join(v.Services, " + "), v.Stylist, note)
	}
}

// printErasure says what was done, or would be.
func printErasure(out io.Writer, shop *salon.Salon, request salon.ErasureRequest, done salon.Erasure) error {
	if done.Already {
		_, err := fmt.Fprintln(out, "erased already: nothing personal is left")
		return err
	}
	verb := "erased"
	if request.DryRun {
		verb = "would be erased (nothing was changed)"
	}
	_, _ = fmt.Fprintf(out, "%s: %d customers (%d of them guests), %d conversations\n", verb, done.Customers, done.Guests, done.Conversations)
	for _, rows := range done.Rows {
		_, _ = fmt.Fprintf(out, "  %-22s %d rows\n", rows.Table, rows.Rows)
	}
	if len(done.Upcoming) > 0 {
		what := fmt.Sprintf("appointments cancelled, %s being given back", done.Refunded)
		if request.DryRun && !request.Cancel {
			what = "appointments ahead are in the way: --cancel would cancel them"
		}
		_, _ = fmt.Fprintln(out, what)
		printVisits(out, shop, done.Upcoming)
	}
	if len(done.Contacts) > 0 {
		_, _ = fmt.Fprintf(out, "the agent asks to delete the contact: %s\n", strings.Join(done.Contacts, " "))
	}
	if done.Events > 0 {
		_, _ = fmt.Fprintf(out, "the agent takes the text out of %d calendar events\n", done.Events)
	}
	_, err := fmt.Fprintf(out, "%d payments stay, without a name\n", done.Payments)
	if done.Payments > 0 && err == nil {
		_, err = fmt.Fprintln(out, "Stripe keeps what the law asks it to; what its dashboard shows beyond that (name, e-mail) can be redacted there")
	}
	return err
}
