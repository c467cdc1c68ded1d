package web

import (
	"log/slog"
	"net/http"

	"atrevete/internal/salon"
)

// Config says which pages exist and what they may rely on.
type Config struct {
	Sandbox bool // the web chat is offered
	Secure  bool // PUBLIC_URL is https: cookies are marked Secure
}

// Parts are the things the pages work with.
type Parts struct {
	Store   Store
	Cashier Cashier
	Inbox   Inbox
	Live    Live
	Clock   salon.Clock
	Log     *slog.Logger
}

// Server serves the pages. It keeps no state besides its templates.
type Server struct {
	Parts
	cfg    Config
	pages  *pages
	assets *assets
}

// New loads the embedded templates and assets; an error means the program was
// built wrong.
func New(cfg Config, parts Parts) (*Server, error) {
	files, err := loadAssets()
	if err != nil {
		return nil, err
	}
	templates, err := loadPages(files)
	if err != nil {
		return nil, err
	}
	return &Server{Parts: parts, cfg: cfg, pages: templates, assets: files}, nil
}

// Handler returns every route of this package behind the security headers,
// with cross-origin posts refused.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	s.routes(mux)
	return secure(http.NewCrossOriginProtection().Handler(mux))
}
