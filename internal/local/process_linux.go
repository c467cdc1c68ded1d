package local

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// capDACOverride lets a process ignore the permissions of files.
const capDACOverride = 1

// attributes puts a child in a process group of its own, asks the kernel to
// signal it when the thread that started it dies, and drops root.
func attributes(who account, onParentDeath syscall.Signal) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: onParentDeath}
	if who.other() {
		attr.Credential = &syscall.Credential{Uid: uint32(who.uid), Gid: uint32(who.gid)}
		if who.override {
			attr.AmbientCaps = []uintptr{capDACOverride}
		}
	}
	return attr
}

// canOverride reports whether we hold the capability that account.override
// passes on, in a form that can be passed on.
func canOverride() bool {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(status)) {
		value, ok := strings.CutPrefix(line, "CapPrm:")
		if !ok {
			continue
		}
		mask, err := strconv.ParseUint(strings.TrimSpace(value), 16, 64)
		return err == nil && mask&(1<<capDACOverride) != 0
	}
	return false
}

// worksIn reports whether process pid is a PostgreSQL with this data directory.
func worksIn(pid int, data string) bool {
	cwd, err := os.Readlink(fmt.Sprintf("/proc/%d/cwd", pid))
	if err != nil {
		return false
	}
	real, err := filepath.EvalSymlinks(data)
	return err == nil && cwd == real
}
