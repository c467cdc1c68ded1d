package main

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"github.com/spf13/cobra"
)

// masked replaces a secret in print.
const masked = "********"

func configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config",
		Short: "Print the effective configuration, secrets masked, and check it",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			cfg, faults := loadConfig(0)
			for _, line := range cfg.lines() {
				if _, err := fmt.Fprintln(cmd.OutOrStdout(), line); err != nil {
					return err
				}
			}
			return faults
		},
	}
}

// lines renders NAME=value for every variable; secrets are masked, and SANDBOX
// says what `auto` came to.
func (c Config) lines() []string {
	values := reflect.ValueOf(c)
	var lines []string
	for _, field := range configFields() {
		value := fmt.Sprint(values.Field(field.index).Interface())
		if values.Field(field.index).IsZero() && field.name != "TURN_QUIET_MS" {
			value = ""
		}
		switch {
		case value == "":
		case field.secret == "url":
			value = maskURL(value)
		case field.secret != "":
			value = masked
		case field.name == "SANDBOX":
			value = fmt.Sprintf("%s (%s)", value, map[bool]string{true: "on", false: "off"}[c.sandbox()])
		}
		lines = append(lines, field.name+"="+value)
	}
	return lines
}

// maskURL hides the password in an address, whatever its form.
func maskURL(value string) string {
	u, err := url.Parse(value)
	if err != nil || u.Host == "" {
		return masked // a key=value connection string, or something unreadable
	}
	if _, has := u.User.Password(); has {
		u.User = url.UserPassword(u.User.Username(), masked)
	}
	query := u.Query()
	for key := range query {
		if strings.Contains(strings.ToLower(key), "password") {
			query.Set(key, masked)
		}
	}
	u.RawQuery = query.Encode()
	text := u.String()
	return strings.ReplaceAll(text, url.QueryEscape(masked), masked)
}
