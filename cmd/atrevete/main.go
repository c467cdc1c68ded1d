// Command atrevete is the whole product in one binary. This package is the
// only one that reads the environment, exits, or knows every other package; it
// holds no rules of its own.
package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	_ "time/tzdata" // images from scratch have no zone files

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitFault = 1 // something is wrong outside: configuration, network, database
	exitUsage = 2 // the command line makes no sense
)

func main() {
	ctx, stop := untilSignal(context.Background())
	code := execute(ctx, os.Args[1:])
	stop()
	os.Exit(code)
}

// execute runs one command line and returns the exit code. Errors go to
// stderr, one line each, saying what to do.
func execute(ctx context.Context, args []string) int {
	root := rootCommand()
	root.SetArgs(args)
	understood := false
	root.PersistentPreRun = func(*cobra.Command, []string) { understood = true }
	err := root.ExecuteContext(ctx)
	if err == nil {
		return 0
	}
	line := strings.Join(strings.Fields(err.Error()), " ")
	if !understood {
		fmt.Fprintf(os.Stderr, "atrevete: %s (see atrevete help)\n", line)
		return exitUsage
	}
	fmt.Fprintf(os.Stderr, "atrevete: %s\n", line)
	return exitFault
}

func rootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "atrevete",
		Short:         "A self-hosted WhatsApp assistant that books a salon's appointments",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.CompletionOptions.HiddenDefaultCmd = true
	root.AddCommand(
		upCommand(),
		apiCommand(),
		agentCommand(),
		migrateCommand(),
		seedCommand(),
		absenceCommand(),
		configCommand(),
		doctorCommand(),
		healthcheckCommand(),
		chatCommand(),
		understandCommand(),
		graphCommand(),
		proveCommand(),
		benchCommand(),
		reconcileCommand(),
		customerCommand(),
		calendarCommand(),
		versionCommand(),
	)
	return root
}
