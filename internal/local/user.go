package local

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// account is whom a server runs as. The zero account means: as ourselves.
type account struct {
	name string
	uid  int
	gid  int
	// override lets the server enter directories on the way to its data that are
	// closed to its account, such as /root.
	override bool
}

func (a account) other() bool { return a.uid != 0 }

// serverAccount chooses whom to run a server as: ourselves unless we are root;
// then the owner of the data when it exists, else postgres, else nobody.
func serverAccount(data string) (account, error) {
	if os.Geteuid() != 0 {
		return account{}, nil
	}
	if info, err := os.Stat(data); err == nil {
		if owner, ok := info.Sys().(*syscall.Stat_t); ok && owner.Uid != 0 {
			return account{name: "uid " + strconv.Itoa(int(owner.Uid)), uid: int(owner.Uid), gid: int(owner.Gid)}, nil
		}
	}
	for _, name := range []string{"postgres", "nobody"} {
		found, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.Atoi(found.Uid)
		gid, errGID := strconv.Atoi(found.Gid)
		if errUID == nil && errGID == nil && uid != 0 {
			return account{name: name, uid: uid, gid: gid}, nil
		}
	}
	return account{}, errors.New("PostgreSQL refuses to run as root and there is neither a user postgres nor nobody: run as an ordinary user")
}

// own makes dir, and everything in it, belong to the account.
func (a account) own(dir string) error {
	if !a.other() {
		return nil
	}
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, a.uid, a.gid)
	})
	if err != nil {
		return fmt.Errorf("hand %s to user %s: %w", dir, a.name, err)
	}
	return nil
}

// closedParent returns the first directory above dir that the account may not
// enter, or "".
func (a account) closedParent(dir string) string {
	if !a.other() {
		return ""
	}
	closed := ""
	for parent := filepath.Dir(dir); ; parent = filepath.Dir(parent) {
		if info, err := os.Stat(parent); err == nil && !a.mayEnter(info) {
			closed = parent
		}
		if parent == filepath.Dir(parent) {
			return closed
		}
	}
}

func (a account) mayEnter(info fs.FileInfo) bool {
	owner, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok:
		return true
	case int(owner.Uid) == a.uid:
		return info.Mode()&0o100 != 0
	case int(owner.Gid) == a.gid:
		return info.Mode()&0o010 != 0
	default:
		return info.Mode()&0o001 != 0
	}
}

// prepareAccount chooses the account for data and makes sure it can get there.
func prepareAccount(data string) (account, error) {
	who, err := serverAccount(data)
	if err != nil {
		return account{}, err
	}
	closed := who.closedParent(data)
	if closed == "" {
		return who, nil
	}
	if !canOverride() {
		return account{}, fmt.Errorf("%w: the server runs as user %s, who may not enter %s: use a data directory elsewhere, or allow it with chmod o+x %s",
			ErrNoAccess, who.name, closed, closed)
	}
	who.override = true
	return who, nil
}
