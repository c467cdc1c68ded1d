package dialog

import (
	"fmt"
	"strings"
)

// Mermaid draws every scenario from the tables that run them: the steps in
// order, the questions each may open, and what yes, no and a choice mean.
func Mermaid() string {
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, s := range scenarios() {
		drawScenario(&b, s)
	}
	return b.String()
}

func drawScenario(b *strings.Builder, s scenario) {
	fmt.Fprintf(b, "    state \"%s\" as %s {\n", s.Title, node(string(s.Name)))
	steps := map[string]bool{}
	for i, one := range s.Steps {
		id := stepNode(s, one.Name)
		steps[one.Name] = true
		fmt.Fprintf(b, "        %s: %s\n", id, one.Name)
		if i == 0 {
			fmt.Fprintf(b, "        [*] --> %s\n", id)
		} else {
			fmt.Fprintf(b, "        %s --> %s: known\n", stepNode(s, s.Steps[i-1].Name), id)
		}
		for _, q := range one.Asks {
			fmt.Fprintf(b, "        %s --> %s: asks\n", id, q)
		}
	}
	for _, q := range s.Questions {
		for _, edge := range []struct {
			on string
			m  meaning
		}{{"yes", q.Yes}, {"no", q.No}, {"choice", q.Pick}} {
			if edge.m.Says == "" {
				continue
			}
			target := "[*]"
			switch {
			case steps[edge.m.Then]:
				target = stepNode(s, edge.m.Then)
			case edge.m.Then != "":
				target = node(edge.m.Then)
			}
			fmt.Fprintf(b, "        %s --> %s: %s, %s\n", q.ID, target, edge.on, strings.ReplaceAll(edge.m.Says, ":", ","))
		}
	}
	if len(s.Steps) == 0 && len(s.Questions) == 0 {
		fmt.Fprintf(b, "        [*] --> %s\n", node(string(s.Name)+"_person"))
		fmt.Fprintf(b, "        %s: answer, or a person\n", node(string(s.Name)+"_person"))
	}
	b.WriteString("    }\n")
}

func stepNode(s scenario, step string) string { return node(string(s.Name) + " " + step) }

func node(name string) string { return strings.NewReplacer(" ", "_", "-", "_").Replace(name) }
