package local

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// startHelper runs the test binary as a program of its own with both servers.
func startHelper(t *testing.T, dir string) (cmd *exec.Cmd, lines *bufio.Scanner, postgres, redis int) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperVariable+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	output, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	lines = bufio.NewScanner(output)
	lines.Scan()
	var url string
	if _, err := fmt.Sscan(lines.Text(), &postgres, &redis, &url); err != nil {
		t.Fatalf("the helper said %q", lines.Text())
	}
	return cmd, lines, postgres, redis
}

func TestCtrlCReachesUsAndNotTheServers(t *testing.T) {
	t.Parallel()
	cmd, lines, postgres, redis := startHelper(t, testDir(t))
	// A terminal signals the whole foreground process group.
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	lines.Scan()
	if got := lines.Text(); !strings.Contains(got, "stopped in order") {
		t.Errorf("the helper said %q", got)
	}
	waitUntil(t, "both servers ended", func() bool { return !alive(postgres) && !alive(redis) })
}

func TestNoOrphansWhenWeAreKilled(t *testing.T) {
	t.Parallel()
	if runtime.GOOS != "linux" {
		t.Skip("only Linux ties a child's life to its parent's")
	}
	dir := testDir(t)
	cmd, _, postgres, redis := startHelper(t, dir)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	// The next start waits for the orphan to finish and takes over.
	again := startPostgres(t, PostgresConfig{Dir: dir + "/postgres"})
	query(t, again.URL("postgres"), "SELECT 'here'")
	waitUntil(t, "both servers ended", func() bool { return !alive(postgres) && !alive(redis) })
}
