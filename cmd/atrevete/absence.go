package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"atrevete/internal/salon"
)

// momentLayout is how instants are given on the command line, in the salon's zone.
const momentLayout = "2006-01-02 15:04"

func absenceCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "absence",
		Short: "Note that a stylist cannot work: her customers are told and offered something else",
	}
	var slug string
	cmd.PersistentFlags().StringVar(&slug, "salon", "", "the salon's short name, when there are several")
	cmd.AddCommand(absenceAddCommand(&slug), absenceListCommand(&slug), absenceRemoveCommand(&slug))
	return cmd
}

func absenceAddCommand(slug *string) *cobra.Command {
	var stylist, from, to, reason string
	cmd := &cobra.Command{
		Use:     "add --stylist NAME --from DAY --to DAY [--reason WORDS]",
		Short:   "Add an absence; DAY is 2026-11-27 (the whole day) or \"2026-11-27 10:00\", in the salon's time",
		Example: `  atrevete absence add --stylist Ana --from 2026-11-27 --to 2026-11-27`,
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return atDesk(cmd.Context(), *slug, func(ctx context.Context, d desk) error {
				one, err := stylistNamed(d.shop, stylist)
				if err != nil {
					return err
				}
				during, err := span(d.shop, from, to)
				if err != nil {
					return err
				}
				a, err := d.AddAbsence(ctx, d.shop.ID, salon.Absence{StylistID: one.ID, During: during, Reason: reason}, d.clock())
				if err != nil {
					return fmt.Errorf("adding the absence: %w", err)
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s\n%s cannot be booked then; the agent tells the customers it concerns and the team\n", a.ID, one.Name)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&stylist, "stylist", "", "her name")
	cmd.Flags().StringVar(&from, "from", "", "first day, or the moment it begins")
	cmd.Flags().StringVar(&to, "to", "", "last day, or the moment it ends")
	cmd.Flags().StringVar(&reason, "reason", "", "for the salon only: customers never hear it")
	for _, name := range []string{"stylist", "from", "to"} {
		_ = cmd.MarkFlagRequired(name) // fails only for a flag that does not exist
	}
	return cmd
}

func absenceListCommand(slug *string) *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List absences that are not over", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return atDesk(cmd.Context(), *slug, func(ctx context.Context, d desk) error {
				list, err := d.ListAbsences(ctx, d.shop.ID, d.clock())
				if err != nil {
					return fmt.Errorf("listing the absences: %w", err)
				}
				return printAbsences(cmd.OutOrStdout(), d.shop, list)
			})
		},
	}
}

func printAbsences(out io.Writer, shop *salon.Salon, list []salon.Absence) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for _, a := range list {
		stylist, _ := shop.Stylist(a.StylistID)
		_, err := fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d appointments\t%s\n", a.ID, stylist.Name,
			momentWord(shop, a.During.Start), momentWord(shop, a.During.End), a.Affected, a.Reason)
		if err != nil {
			return err
		}
	}
	return w.Flush()
}

func momentWord(shop *salon.Salon, at time.Time) string {
	if at.IsZero() {
		return "open"
	}
	return at.In(shop.Location).Format(momentLayout)
}

func absenceRemoveCommand(slug *string) *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Take an absence back: the time can be booked again", Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return atDesk(cmd.Context(), *slug, func(ctx context.Context, d desk) error {
				waiting, err := d.RemoveAbsence(ctx, d.shop.ID, salon.ID(args[0]), d.clock())
				if errors.Is(err, salon.ErrNotFound) {
					return fmt.Errorf("there is no absence %s: atrevete absence list shows those there are", args[0])
				}
				if err != nil {
					return fmt.Errorf("removing the absence: %w", err)
				}
				fmt.Fprintln(cmd.OutOrStdout(), "removed")
				for _, a := range waiting {
					fmt.Fprintf(cmd.OutOrStdout(), "was told and has not answered: %s, %s\n", a.Customer.FullName(), momentWord(d.shop, a.Start))
				}
				return nil
			})
		},
	}
}

// stylistNamed finds a member of the team by name or slug.
func stylistNamed(shop *salon.Salon, name string) (salon.Stylist, error) {
	var names []string
	for _, one := range shop.Team {
		if salon.Fold(one.Name) == salon.Fold(name) || one.Slug == name {
			return one, nil
		}
		names = append(names, one.Name)
	}
	return salon.Stylist{}, fmt.Errorf("nobody is called %q; the team: %s", name, strings.Join(names, ", "))
}

// span reads from and to: whole days, or moments.
func span(shop *salon.Salon, from, to string) (salon.Interval, error) {
	start, err := moment(shop, from, 0)
	if err != nil {
		return salon.Interval{}, err
	}
	end, err := moment(shop, to, 1)
	if err != nil {
		return salon.Interval{}, err
	}
	if !start.Before(end) {
		return salon.Interval{}, fmt.Errorf("it ends (%s) before it begins (%s)", to, from)
	}
	return salon.Interval{Start: start, End: end}, nil
}

// moment reads a day or a day and an hour. A day alone is its midnight, days
// later.
func moment(shop *salon.Salon, word string, days int) (time.Time, error) {
	if d, err := salon.ParseDate(word); err == nil {
		return d.AddDays(days).At(0, shop.Location), nil
	}
	at, err := time.ParseInLocation(momentLayout, word, shop.Location)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q is neither a day (2026-11-27) nor a moment (2026-11-27 10:00)", word)
	}
	return at, nil
}
