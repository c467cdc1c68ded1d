package web

import "net/http"

// routes is the table of pages.
func (s *Server) routes(mux *http.ServeMux) {
	mux.Handle("GET /static/{name}", s.assets)
	mux.HandleFunc("GET /pay/{token}", s.showPay)
	mux.HandleFunc("POST /pay/{token}", s.startPay)
	if !s.cfg.Sandbox {
		return
	}
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /chat", s.showChat)
	mux.HandleFunc("GET /chat/lines", s.listLines)
	mux.HandleFunc("POST /chat/messages", s.acceptMessage)
	mux.HandleFunc("GET /chat/events", s.streamEvents)
	mux.HandleFunc("GET /chat/day", s.showDay)
	mux.HandleFunc("POST /chat/restart", s.restartChat)
	mux.HandleFunc("POST /chat/hand-back", s.handBack)
}

// home sends a visitor to the chat: in the sandbox it is the front door.
func (s *Server) home(w http.ResponseWriter, r *http.Request) {
	http.Redirect(w, r, "/chat", http.StatusSeeOther)
}
