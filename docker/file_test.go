package docker_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
)

// project reads docker-compose.yml as `docker compose` would, in a directory
// of its own with the given .env ("" for none).
func project(t *testing.T, dotenv string) *types.Project {
	t.Helper()
	dir := t.TempDir()
	content, err := os.ReadFile("../docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "docker-compose.yml")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	options := []cli.ProjectOptionsFn{cli.WithWorkingDirectory(dir)}
	if dotenv != "" {
		if err := os.WriteFile(filepath.Join(dir, ".env"), []byte(dotenv), 0o600); err != nil {
			t.Fatal(err)
		}
		options = append(options, cli.WithEnvFiles(), cli.WithDotEnv)
	}
	parsed, err := cli.NewProjectOptions([]string{path}, options...)
	if err != nil {
		t.Fatal(err)
	}
	p, err := parsed.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func service(t *testing.T, p *types.Project, name string) types.ServiceConfig {
	t.Helper()
	s, err := p.GetService(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheComposeFileHasFourServicesOnOneNetwork(t *testing.T) {
	t.Parallel()
	p := project(t, "")
	names := p.ServiceNames()
	slices.Sort(names)
	if want := []string{"agent", "api", "postgres", "redis"}; !slices.Equal(names, want) {
		t.Errorf("services %v", names)
	}
	network := p.Networks["atrevete-network"]
	if len(p.Networks) != 1 || network.Name != "atrevete-network" || network.Driver != "bridge" {
		t.Errorf("networks %+v", p.Networks)
	}
	for _, name := range names {
		s := service(t, p, name)
		if _, ok := s.Networks["atrevete-network"]; !ok || len(s.Networks) != 1 {
			t.Errorf("%s is on %v", name, s.NetworksByPriority())
		}
		if s.Restart != types.RestartPolicyUnlessStopped {
			t.Errorf("%s: restart %q", name, s.Restart)
		}
		if s.Logging == nil || s.Logging.Options["max-size"] == "" || s.Logging.Options["max-file"] == "" {
			t.Errorf("%s: logs are not rotated", name)
		}
	}
}

func TestEveryServiceHasAWholeHealthCheck(t *testing.T) {
	t.Parallel()
	p := project(t, "")
	commands := map[string]string{
		"postgres": "CMD pg_isready", "redis": "CMD redis-cli ping",
		"api": "CMD /atrevete healthcheck", "agent": "CMD /atrevete healthcheck --agent",
	}
	for name, command := range commands {
		check := service(t, p, name).HealthCheck
		if check == nil || check.Interval == nil || check.Timeout == nil || check.Retries == nil || check.StartPeriod == nil {
			t.Errorf("%s: health check %+v is not whole", name, check)
			continue
		}
		if got := strings.Join(check.Test, " "); !strings.HasPrefix(got, command) {
			t.Errorf("%s: asks %q", name, got)
		}
		if time.Duration(*check.Interval) < time.Second || *check.Retries == 0 {
			t.Errorf("%s: %+v", name, check)
		}
	}
	for _, name := range []string{"api", "agent"} {
		for _, data := range []string{"postgres", "redis"} {
			if got := service(t, p, name).DependsOn[data].Condition; got != types.ServiceConditionHealthy {
				t.Errorf("%s waits for %s %q", name, data, got)
			}
		}
	}
}

func TestPortsAreOnLoopbackAndDataIsOnVolumes(t *testing.T) {
	t.Parallel()
	p := project(t, "")
	for name, port := range map[string]string{"api": "8000", "postgres": "5432", "redis": "6379"} {
		ports := service(t, p, name).Ports
		if len(ports) != 1 || ports[0].HostIP != "127.0.0.1" || ports[0].Published != port {
			t.Errorf("%s publishes %+v", name, ports)
		}
	}
	if ports := service(t, p, "agent").Ports; len(ports) != 0 {
		t.Errorf("agent publishes %+v", ports)
	}
	for name, want := range map[string][2]string{
		"postgres": {"postgres_data", "/var/lib/postgresql/data"}, "redis": {"redis_data", "/data"},
	} {
		volumes := service(t, p, name).Volumes
		if len(volumes) != 1 || volumes[0].Source != want[0] || volumes[0].Target != want[1] {
			t.Errorf("%s mounts %+v", name, volumes)
		}
		if _, declared := p.Volumes[want[0]]; !declared {
			t.Errorf("volume %s is not declared", want[0])
		}
	}
	const command = "redis-server --save 900 1 --save 300 10 --save 60 10000 --appendonly no"
	if got := strings.Join(service(t, p, "redis").Command, " "); got != command {
		t.Errorf("redis runs %q", got)
	}
}

func TestOurContainersAreWalledIn(t *testing.T) {
	t.Parallel()
	p := project(t, "")
	for _, name := range []string{"api", "agent"} {
		s := service(t, p, name)
		if !s.ReadOnly || !slices.Equal(s.CapDrop, []string{"ALL"}) || !slices.Contains(s.SecurityOpt, "no-new-privileges:true") || s.Privileged {
			t.Errorf("%s: read only %v, capabilities dropped %v, security %v", name, s.ReadOnly, s.CapDrop, s.SecurityOpt)
		}
		if s.Build == nil || s.Build.Target != name {
			t.Errorf("%s is built from %+v", name, s.Build)
		}
	}
}

func TestMemoryLimitsFitAFourGigabyteServer(t *testing.T) {
	t.Parallel()
	p := project(t, "")
	const mebibyte = 1 << 20
	limits := map[string]int64{"postgres": 512, "redis": 256, "api": 128, "agent": 128}
	var sum int64
	for name, want := range limits {
		got := int64(service(t, p, name).MemLimit) / mebibyte
		sum += got
		if got != want {
			t.Errorf("%s may use %d MiB, want %d", name, got, want)
		}
	}
	if sum > 2048 {
		t.Errorf("%d MiB in all", sum)
	}
}

func TestTheEnvironmentFileIsOptionalAndReachesOurContainers(t *testing.T) {
	t.Parallel()
	without := project(t, "")
	with := project(t, "LOG_LEVEL=debug\nPOSTGRES_PASSWORD=largaysecreta\nDATABASE_URL=postgres://nobody@nowhere/none\n")
	for _, name := range []string{"api", "agent"} {
		if env := service(t, without, name).Environment; env["LOG_LEVEL"] != nil {
			t.Errorf("%s: LOG_LEVEL out of nowhere", name)
		}
		env := service(t, with, name).Environment
		if env["LOG_LEVEL"] == nil || *env["LOG_LEVEL"] != "debug" {
			t.Errorf("%s does not read .env", name)
		}
		// a laptop's DATABASE_URL would lead nowhere inside a container
		if got := *env["DATABASE_URL"]; got != "postgres://atrevete:largaysecreta@postgres:5432/atrevete?sslmode=disable" {
			t.Errorf("%s: DATABASE_URL %q", name, got)
		}
	}
	if got := *service(t, with, "postgres").Environment["POSTGRES_PASSWORD"]; got != "largaysecreta" {
		t.Errorf("postgres has password %q", got)
	}
}
