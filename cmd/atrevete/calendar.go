package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"atrevete/internal/salon"
)

// byCommand is who decides here, in the history.
const byCommand = "command"

// calendarCommand shows how the outside calendars are, and lets staff decide
// about what was changed in them.
func calendarCommand() *cobra.Command {
	var shop string
	cmd := &cobra.Command{
		Use:   "calendar",
		Short: "Show the Google calendars; accept or reject what people changed in them",
	}
	cmd.PersistentFlags().StringVar(&shop, "salon", "", "the salon's short name, when there are several")
	cmd.AddCommand(
		calendarStatusCommand(&shop), calendarProposalsCommand(&shop),
		calendarDecideCommand(&shop, "accept ID...", "Make the proposed changes: move the appointments, or cancel them and give the deposits back", true),
		calendarDecideCommand(&shop, "reject ID...", "Leave the appointments as they are; their events are put back", false),
		calendarResumeCommand(&shop), calendarSyncCommand(&shop),
	)
	return cmd
}

func calendarStatusCommand(shop *string) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "How each calendar is, what waits to be written, whether its deletions are believed",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return atDesk(cmd.Context(), *shop, func(ctx context.Context, d desk) error {
				list, err := d.ListCalendars(ctx, d.clock())
				if err != nil {
					return err
				}
				return printCalendars(cmd.OutOrStdout(), d.shop, list)
			})
		},
	}
}

func printCalendars(out io.Writer, shop *salon.Salon, list []salon.CalendarStatus) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(out, "nobody of the team has a calendar")
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CALENDAR\tOF\tLAST READ\tBUSY\tMIRRORS\tWAITING\tSTATE")
	for _, c := range list {
		if c.SalonID == shop.ID {
			fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\t%d\t%s\n", c.ID, c.Stylists, when(shop, c.SyncedAt), c.Blocks, c.Mirrors, c.Waiting, stateOf(shop, c))
		}
	}
	return table.Flush()
}

// stateOf says in words how a calendar is.
func stateOf(shop *salon.Salon, c salon.CalendarStatus) string {
	switch {
	case c.Fault != "":
		return fmt.Sprintf("%s: %s", c.Fault, c.Error)
	case !c.BrakeAt.IsZero():
		return fmt.Sprintf("brake on since %s: %d events vanished at once (atrevete calendar resume %s)", when(shop, c.BrakeAt), c.Deleted, c.ID)
	case c.Refused > 0:
		return fmt.Sprintf("%d mirrors refused for good (atrevete calendar sync tries them again)", c.Refused)
	case c.SyncedAt.IsZero():
		return "not read yet: is an agent running, and GOOGLE_SERVICE_ACCOUNT_JSON set?"
	}
	return "ok"
}

// when is an instant as the salon's people read it.
func when(shop *salon.Salon, at time.Time) string {
	if at.IsZero() {
		return "never"
	}
	return at.In(shop.Location).Format("2006-01-02 15:04")
}

func calendarProposalsCommand(shop *string) *cobra.Command {
	return &cobra.Command{
		Use:   "proposals",
		Short: "What people changed in the calendars and staff have not decided about",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return atDesk(cmd.Context(), *shop, func(ctx context.Context, d desk) error {
				list, err := d.ListCalendarProposals(ctx, d.shop.ID)
				if err != nil {
					return err
				}
				return printProposals(cmd.OutOrStdout(), d.shop, list)
			})
		},
	}
}

func printProposals(out io.Writer, shop *salon.Salon, list []salon.ProposedChange) error {
	if len(list) == 0 {
		_, err := fmt.Fprintln(out, "nothing waits for a decision")
		return err
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tSTYLIST\tCUSTOMER\tBOOKED\tIN THE CALENDAR\tSINCE")
	for _, p := range list {
		stylist, _ := shop.Stylist(p.StylistID)
		there := "deleted"
		if p.Kind == salon.ProposalMoved {
			there = when(shop, p.To.Start)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", p.ID, stylist.Name, p.Appointment.Customer.FullName(), when(shop, p.From.Start), there, when(shop, p.CreatedAt))
	}
	return table.Flush()
}

func calendarDecideCommand(shop *string, use, short string, accept bool) *cobra.Command {
	return &cobra.Command{
		Use: use, Short: short, Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return atDesk(cmd.Context(), *shop, func(ctx context.Context, d desk) error {
				for _, id := range args {
					if err := d.decide(ctx, cmd.OutOrStdout(), salon.ID(id), accept); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
}

// decide accepts or rejects one proposal and says what follows.
func (d desk) decide(ctx context.Context, out io.Writer, id salon.ID, accept bool) error {
	word := "rejected: the appointment stays, its event is being put back"
	var p salon.CalendarProposal
	var told bool
	var err error
	if accept {
		p, told, err = d.AcceptProposal(ctx, id, byCommand, d.clock())
		word = acceptedWord(p.Kind, told)
	} else {
		_, err = d.RejectProposal(ctx, id, byCommand, d.clock())
	}
	switch {
	case errors.Is(err, salon.ErrNotFound):
		return fmt.Errorf("there is no proposal %s: `atrevete calendar proposals` lists them", id)
	case errors.Is(err, salon.ErrSlotTaken):
		return fmt.Errorf("proposal %s: the appointment does not fit there (somebody else's, closed, or not on the grid): reject it, or move it by hand", id)
	case errors.Is(err, salon.ErrConflict):
		return fmt.Errorf("proposal %s: it is decided, or the appointment is not what it was: `atrevete calendar proposals` lists what is open (%w)", id, err)
	case err != nil:
		return err
	}
	_, err = fmt.Fprintf(out, "%s %s\n", id, word)
	return err
}

// acceptedWord says what was done and whether its customer hears of it.
func acceptedWord(kind salon.ProposalKind, told bool) string {
	word := "accepted: the appointment was moved"
	if kind == salon.ProposalDeleted {
		word = "accepted: the appointment was cancelled, what was paid for it is given back"
	}
	if told {
		return word + "; Maite tells the customer"
	}
	return word + "; the customer has no conversation: somebody has to tell them"
}

func calendarResumeCommand(shop *string) *cobra.Command {
	return &cobra.Command{
		Use:   "resume CALENDAR",
		Short: "Believe the deletions that tripped the brake of a calendar",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return atDesk(cmd.Context(), *shop, func(ctx context.Context, d desk) error {
				err := d.ResumeCalendar(ctx, salon.Calendar{SalonID: d.shop.ID, ID: args[0]}, byCommand, d.clock())
				if errors.Is(err, salon.ErrConflict) {
					return fmt.Errorf("the brake of %s is not on: `atrevete calendar status` shows the calendars", args[0])
				}
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s is read anew; what is gone there frees its hours, and each deleted appointment becomes a proposal\n", args[0])
				return err
			})
		},
	}
}

func calendarSyncCommand(shop *string) *cobra.Command {
	return &cobra.Command{
		Use:   "sync",
		Short: "Read every calendar anew, and try again what was refused",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return atDesk(cmd.Context(), *shop, func(ctx context.Context, d desk) error {
				if err := d.SyncCalendars(ctx); err != nil {
					return err
				}
				_, err := fmt.Fprintln(cmd.OutOrStdout(), "the agent reads every calendar within seconds")
				return err
			})
		},
	}
}
