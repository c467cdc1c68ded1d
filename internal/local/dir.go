package local

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// dir is a server's home; holding its lock keeps other processes of ours out.
type dir struct {
	path string
	lock *os.File
}

// openDir makes the directory and locks it. The lock goes away with the
// process, however that ends.
func openDir(path string) (*dir, error) {
	if path == "" {
		return nil, errors.New("a directory for the server's data is needed")
	}
	absolute, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", path, err)
	}
	if err := os.MkdirAll(absolute, 0o755); err != nil {
		return nil, fmt.Errorf("make the server's directory: %w", err)
	}
	name := filepath.Join(absolute, "lock")
	lock, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if errors.Is(err, os.ErrPermission) {
		return nil, fmt.Errorf("%w: %s belongs to another user: run as that user, or remove the directory to start afresh", ErrNoAccess, absolute)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the server's directory: %w", err)
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = lock.Close()
		return nil, fmt.Errorf("%w: another atrevete is running with %s: stop it first, or use another directory", ErrInUse, absolute)
	}
	return &dir{path: absolute, lock: lock}, nil
}

func (d *dir) join(name string) string { return filepath.Join(d.path, name) }

// close gives the lock back; once is enough, more is harmless.
func (d *dir) close() {
	if d.lock != nil {
		_ = d.lock.Close()
		d.lock = nil
	}
}

// password reads the server's password, or makes one on first use.
func (d *dir) password() (string, error) {
	name := d.join("password")
	kept, err := os.ReadFile(name)
	if err == nil && len(kept) > 0 {
		return strings.TrimSpace(string(kept)), nil
	}
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return "", fmt.Errorf("read the server's password: %w", err)
	}
	fresh := rand.Text()
	if err := os.WriteFile(name, []byte(fresh+"\n"), 0o600); err != nil {
		return "", fmt.Errorf("keep the server's password: %w", err)
	}
	return fresh, nil
}
