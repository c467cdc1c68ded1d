package salon

// readTemplates reads the messages that WhatsApp approved beforehand.
func (p *seedParser) readTemplates(f *seedFile, root *node) {
	p.seed.Templates = []Template{}
	seen := map[MessageKind]bool{}
	for _, r := range f.records(root) {
		t := Template{
			Kind: MessageKind(r.text("kind")), Name: r.text("name"), Category: r.text("category"),
			Language: r.text("language"), Body: r.text("body"),
		}
		t.Parameters, _ = r.texts("parameters", true)
		r.done()
		if err := t.Check(); err != nil {
			for _, one := range unjoined(err) {
				f.fault(r.line, "%s", one)
			}
		}
		if seen[t.Kind] {
			f.fault(r.at("kind"), "there are two templates for %q", t.Kind)
		}
		seen[t.Kind] = true
		p.seed.Templates = append(p.seed.Templates, t)
	}
}

// unjoined are the parts of a joined error.
func unjoined(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	return []error{err}
}
