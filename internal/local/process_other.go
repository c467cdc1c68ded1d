//go:build !linux

package local

import (
	"os/exec"
	"strconv"
	"strings"
	"syscall"
)

// attributes puts a child in a process group of its own and drops root. Only
// Linux can tie a child's life to ours.
func attributes(who account, _ syscall.Signal) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if who.other() {
		attr.Credential = &syscall.Credential{Uid: uint32(who.uid), Gid: uint32(who.gid)}
	}
	return attr
}

func canOverride() bool { return false }

// worksIn reports whether process pid is a PostgreSQL with this data directory.
func worksIn(pid int, data string) bool {
	out, err := exec.Command("ps", "-p", strconv.Itoa(pid), "-o", "command=").Output()
	return err == nil && strings.Contains(string(out), "postgres") && strings.Contains(string(out), data)
}
