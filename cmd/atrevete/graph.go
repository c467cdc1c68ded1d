package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"atrevete/internal/dialog"
)

func graphCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "graph",
		Short: "Print every scenario as a Mermaid drawing",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			_, err := fmt.Fprint(cmd.OutOrStdout(), dialog.Mermaid())
			return err
		},
	}
}
