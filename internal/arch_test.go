// Package internal_test enforces the rules of the house: who may import whom,
// what the pure packages must not touch, and how big things may get.
package internal_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const (
	module       = "atrevete/"
	maxFileLines = 500
	maxFuncLines = 80
)

// anything lets a package import every package of ours but testkit and cmd.
const anything = "*"

// imports is the import table of the design, §4: what each package may import
// of ours. "x/*" speaks of the packages below x that have no line of their own.
var imports = map[string][]string{
	"internal/salon":              {},
	"internal/telemetry":          {},
	"internal/local":              {},
	"internal/seed":               {},
	"internal/dialog":             {"internal/salon"},
	"internal/dialog/replies":     {"internal/salon", "internal/dialog"},
	"internal/channel":            {"internal/salon"},
	"internal/payment":            {"internal/salon"},
	"internal/calendar":           {"internal/salon"},
	"internal/understand/spanish": {"internal/salon", "internal/dialog"},
	"internal/llm":                {"internal/telemetry"},
	"internal/understand":         {"internal/salon", "internal/dialog", "internal/llm", "internal/telemetry", "internal/understand/spanish"},
	"internal/agent":              {"internal/salon", "internal/dialog", "internal/telemetry"},
	"internal/store":              {"internal/salon", "internal/dialog"},
	"internal/store/migrations":   {},
	"internal/stream":             {"internal/salon", "internal/telemetry"},
	"internal/inbox":              {"internal/salon", "internal/telemetry"},
	"internal/web":                {"internal/salon", "internal/telemetry"},
	"internal/webhook":            {"internal/salon", "internal/channel", "internal/payment", "internal/telemetry"},
	"internal/outbox":             {"internal/salon", "internal/channel", "internal/telemetry"},
	"internal/job":                {"internal/salon", "internal/channel", "internal/payment", "internal/calendar", "internal/telemetry"},
	"internal/channel/*":          {"internal/channel", "internal/salon"},
	"internal/payment/*":          {"internal/payment", "internal/salon"},
	"internal/calendar/*":         {"internal/calendar", "internal/salon"},
	"internal/prove":              {anything},
	"internal/testkit":            {anything},
	"cmd/atrevete":                {anything},
}

// pure lists the packages without I/O, clock and randomness (and their sub-packages).
var pure = []string{"internal/salon", "internal/dialog", "internal/understand/spanish"}

// source is one parsed Go file of ours.
type source struct {
	name  string // slash path from the module's root
	dir   string
	test  bool
	lines int
	file  *ast.File
	set   *token.FileSet
}

func TestEveryPackageImportsOnlyWhatTheTableAllows(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test {
			continue
		}
		allowed, known := allowedImports(s.dir)
		if !known {
			t.Errorf("%s: package %s is not in the import table of internal/arch_test.go", s.name, s.dir)
			continue
		}
		for _, spec := range s.file.Imports {
			imported, ours := strings.CutPrefix(importPath(spec), module)
			switch {
			case !ours:
			case isTestkit(imported) && !isTestkit(s.dir):
				t.Errorf("%s imports testkit, which is for tests only", s.at(spec))
			case strings.HasPrefix(imported, "cmd/"):
				t.Errorf("%s imports %s; nothing imports cmd", s.at(spec), imported)
			case slices.Contains(allowed, anything), within(imported, s.dir), slices.Contains(allowed, imported):
			default:
				t.Errorf("%s: %s may not import %s", s.at(spec), s.dir, imported)
			}
		}
	}
}

// allowedImports finds the line of the table for a package.
func allowedImports(dir string) ([]string, bool) {
	if allowed, ok := imports[dir]; ok {
		return allowed, true
	}
	for parent := path.Dir(dir); parent != "."; parent = path.Dir(parent) {
		if allowed, ok := imports[parent+"/*"]; ok {
			return allowed, true
		}
		if allowed, ok := imports[parent]; ok { // a sub-package counts as its parent, and may use it
			return append([]string{parent}, allowed...), true
		}
	}
	return nil, false
}

func isTestkit(dir string) bool {
	return dir == "internal/testkit" || within(dir, "internal/testkit")
}

// within reports whether dir is a sub-package of parent.
func within(dir, parent string) bool { return strings.HasPrefix(dir, parent+"/") }

func TestTheRulesThemselvesBite(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		dir, imported string
		want          bool
	}{
		{"internal/web", "internal/salon", true},
		{"internal/web", "internal/store", false},
		{"internal/salon", "internal/dialog", false},
		{"internal/dialog/replies", "internal/dialog", true},
		{"internal/dialog/replies/es", "internal/dialog", true},
		{"internal/channel/chatwoot", "internal/channel", true},
		{"internal/channel/chatwoot", "internal/channel/sandbox", false},
		{"internal/payment/stripe", "internal/salon", true},
		{"internal/store", "internal/seed", false},
		{"internal/understand/spanish", "internal/understand", false},
	} {
		allowed, known := allowedImports(c.dir)
		if got := slices.Contains(allowed, c.imported); !known || got != c.want {
			t.Errorf("%s importing %s: allowed %t (package known: %t), want %t", c.dir, c.imported, got, known, c.want)
		}
	}
	if _, known := allowedImports("internal/util"); known {
		t.Error("a package outside the table is taken for known")
	}
	for name, want := range map[string]bool{
		"strings": true, "golang.org/x/text/unicode/norm": true, "atrevete/internal/salon": true, "embed": true,
		"os": false, "os/exec": false, "net/http": false, "math/rand/v2": false, "log/slog": false,
		"github.com/google/uuid": false, "golang.org/x/sync/errgroup": false,
	} {
		if got := pureImport(name); got != want {
			t.Errorf("pure package importing %s: allowed %t, want %t", name, got, want)
		}
	}
}

func TestThePureCoreHasNoInputOutputClockOrRandomness(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || !isPure(s.dir) {
			continue
		}
		for _, spec := range s.file.Imports {
			if name := importPath(spec); !pureImport(name) {
				t.Errorf("%s: %s is pure and may not import %s", s.at(spec), s.dir, name)
			}
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if pkg, ok := call.X.(*ast.Ident); ok && pkg.Name == "time" && slices.Contains(clockNames, call.Sel.Name) {
				t.Errorf("%s: time.%s in a pure package; now is a parameter", s.at(n), call.Sel.Name)
			}
			return true
		})
	}
}

// clockNames are the functions of package time that read the clock or wait.
var clockNames = []string{"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker"}

func isPure(dir string) bool {
	return slices.ContainsFunc(pure, func(p string) bool { return dir == p || within(dir, p) })
}

// pureImport reports whether a pure package may import name: ours (the table
// decides), x/text, and the standard library without I/O, clock, randomness.
func pureImport(name string) bool {
	if strings.HasPrefix(name, module) || strings.HasPrefix(name, "golang.org/x/text/") {
		return true
	}
	for _, banned := range []string{
		"os", "net", "log", "syscall", "database", "math/rand", "crypto/rand",
		"io/ioutil", "unsafe", "plugin", "runtime", "testing",
	} {
		if name == banned || within(name, banned) {
			return false
		}
	}
	first, _, _ := strings.Cut(name, "/")
	return !strings.Contains(first, ".")
}

func TestFilesAndFunctionsStaySmall(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.lines > maxFileLines {
			t.Errorf("%s has %d lines, at most %d are allowed", s.name, s.lines, maxFileLines)
		}
		for _, decl := range s.file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			lines := s.line(f.Body.Rbrace) - s.line(f.Pos()) + 1 - s.dataLines(f)
			if lines > maxFuncLines {
				t.Errorf("%s: %s has %d lines, at most %d are allowed", s.at(f), f.Name.Name, lines, maxFuncLines)
			}
		}
	}
}

// dataLines counts the lines of tables and long texts inside a function: word
// lists, statements and test cases are data, not logic.
func (s source) dataLines(f *ast.FuncDecl) int {
	sum := 0
	ast.Inspect(f.Body, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.CompositeLit, *ast.BasicLit:
			sum += s.line(n.End()) - s.line(n.Pos())
			return false
		}
		return true
	})
	return sum
}

func TestNothingRunsBeforeMain(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, decl := range s.file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s: init functions hide what runs when; wire by hand", s.at(f))
			}
		}
	}
}

func TestOnlyMainExitsAndReadsTheEnvironment(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || strings.HasPrefix(s.dir, "cmd/") || isTestkit(s.dir) {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			pkg, ok := call.X.(*ast.Ident)
			if ok && pkg.Name == "os" && slices.Contains([]string{"Exit", "Getenv", "LookupEnv"}, call.Sel.Name) {
				t.Errorf("%s: os.%s belongs to cmd", s.at(n), call.Sel.Name)
			}
			return true
		})
	}
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if !s.test {
			documented[s.dir] = documented[s.dir] || s.file.Doc != nil
		}
	}
	for dir, has := range documented {
		if !has {
			t.Errorf("package %s has no package comment", dir)
		}
	}
}

func TestNoLeftoversInCodeOrWords(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		for _, group := range s.file.Comments {
			for _, word := range []string{"TODO", "FIXME", "XXX", "lorem ipsum"} {
				if strings.Contains(group.Text(), word) {
					t.Errorf("%s: comment says %s; finish it or write an issue", s.at(group), word)
				}
			}
		}
	}
	for name, text := range words(t) {
		for _, mark := range []string{"**", "```", "TODO", "<no value>"} {
			if strings.Contains(text, mark) {
				t.Errorf("%s: customers would read %q", name, mark)
			}
		}
	}
}

// words reads the files whose text customers get to see.
func words(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, root := range []string{"dialog/replies", "seed"} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !slices.Contains([]string{".tmpl", ".json"}, filepath.Ext(name)) {
				return ignoreMissing(err)
			}
			text, err := os.ReadFile(name)
			out[name] = string(text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func ignoreMissing(err error) error {
	if os.IsNotExist(err) {
		return nil
	}
	return err
}

// sources parses every Go file under cmd and internal.
func sources(t *testing.T) []source {
	t.Helper()
	var out []source
	set := token.NewFileSet()
	for _, root := range []string{"../cmd", "."} {
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return ignoreMissing(err)
			case d.IsDir() && d.Name() == "testdata":
				return filepath.SkipDir
			case d.IsDir() || filepath.Ext(name) != ".go":
				return nil
			}
			file, err := parser.ParseFile(set, name, nil, parser.ParseComments)
			if err != nil {
				return err
			}
			if file.Name.Name == "internal" {
				return nil // pins libraries for go mod tidy
			}
			slash := path.Join("internal", filepath.ToSlash(name))
			out = append(out, source{
				name: slash, dir: path.Dir(slash), test: strings.HasSuffix(name, "_test.go"),
				lines: set.File(file.Pos()).LineCount(), file: file, set: set,
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(out) == 0 {
		t.Fatal("found no source files")
	}
	return out
}

func (s source) line(pos token.Pos) int { return s.set.Position(pos).Line }

// at renders file:line of a node.
func (s source) at(n ast.Node) string { return s.name + ":" + strconv.Itoa(s.line(n.Pos())) }

func importPath(spec *ast.ImportSpec) string {
	name, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		return spec.Path.Value
	}
	return name
}
