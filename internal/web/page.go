package web

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"net/http"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pages holds one parsed template per page, each with the shared layout.
type pages struct {
	byName map[string]*template.Template
}

// pageNames lists the pages; a page without a template stops the start.
func pageNames() []string {
	return []string{"chat", "day", "pay", "pay_gone", "pay_missing", "pay_trouble"}
}

func loadPages(files *assets) (*pages, error) {
	p := &pages{byName: map[string]*template.Template{}}
	funcs := template.FuncMap{"asset": files.address, "longDate": longDate, "clock": clock}
	for _, name := range pageNames() {
		t, err := template.New("layout.html").Funcs(funcs).ParseFS(templateFiles, "templates/layout.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("parse page %s: %w", name, err)
		}
		p.byName[name] = t
	}
	return p, nil
}

// render writes a whole page; it is built in memory first, so that a failing
// template never leaves half a page.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, page, block string, data any) {
	var buf bytes.Buffer
	if err := s.pages.byName[page].ExecuteTemplate(&buf, block, data); err != nil {
		s.Log.ErrorContext(r.Context(), "page could not be rendered", "page", page, "err", err)
		http.Error(w, "Algo ha fallado por nuestra parte. Vuelve a intentarlo en un momento.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// A browser that went away is nobody's error.
	_, _ = buf.WriteTo(w)
}

// fail answers a request that our own side could not serve.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, what string, err error) {
	s.Log.ErrorContext(r.Context(), "request could not be served", "what", what, "err", err)
	http.Error(w, "Algo ha fallado por nuestra parte. Vuelve a intentarlo en un momento.", http.StatusInternalServerError)
}
