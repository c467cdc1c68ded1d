package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"atrevete/internal/salon"
)

func customerExportCommand() *cobra.Command {
	var who subjectFlags
	var file string
	cmd := &cobra.Command{
		Use:   "export [PHONE | ID | chatwoot:CONTACT]",
		Short: "Write everything that is held about one customer as JSON",
		Args:  cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			q, name, err := who.query(args)
			if err != nil {
				return err
			}
			return atDesk(cmd.Context(), who.shop, func(ctx context.Context, d desk) error {
				q.SalonID = d.shop.ID
				export, err := d.CustomerExport(ctx, d.shop, q, d.clock())
				if errors.Is(err, salon.ErrNotFound) {
					return fmt.Errorf("nothing is held about %s", name)
				}
				if err != nil {
					return fmt.Errorf("exporting: %w", err)
				}
				return writeExport(cmd, export, file)
			})
		},
	}
	who.register(cmd)
	cmd.Flags().StringVarP(&file, "output", "o", "", "write to a new file that only you can read, instead of the screen")
	return cmd
}

// writeExport writes the document to stdout, or to a file that must not exist
// yet; what it holds is said on stderr.
func writeExport(cmd *cobra.Command, export salon.CustomerExport, file string) error {
	body, err := json.MarshalIndent(export, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	body = append(body, '\n')
	if file == "" {
		_, err = cmd.OutOrStdout().Write(body)
	} else {
		err = writeNew(file, body)
	}
	if err != nil {
		return fmt.Errorf("writing the export: %w", err)
	}
	var parts []string
	for _, section := range export.Sections {
		if n := len(section.Rows); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, strings.ReplaceAll(section.Key, "_", " ")))
		}
	}
	where := ""
	if file != "" {
		where = ", written to " + file
	}
	_, err = fmt.Fprintf(cmd.ErrOrStderr(), "found %s%s\n", strings.Join(parts, ", "), where)
	return err
}

// writeNew writes a file for its owner only, and never over another one.
func writeNew(file string, body []byte) error {
	const ownerOnly = 0o600
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, ownerOnly)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	return errors.Join(err, f.Close())
}
