package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"time"
)

// Limits of every HTTP server of ours.
const (
	headerTimeout  = 5 * time.Second
	requestTimeout = 15 * time.Second
	answerTimeout  = 30 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 32 << 10
	drainTimeout   = 5 * time.Second // for requests in hand when stopping
)

// listen opens an address; a busy port is told with what to change.
func listen(ctx context.Context, variable, addr string) (net.Listener, error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s %s is in use by another program: stop it, or set %s to another address such as :8080", variable, addr, variable)
	case err != nil:
		return nil, fmt.Errorf("listening on %s (%s): %w", addr, variable, err)
	}
	return listener, nil
}

// serve is the part that answers HTTP on a listener. When told to stop it ends
// event streams at once and gives requests in hand a moment.
func serve(listener net.Listener, handler http.Handler, logger *slog.Logger) part {
	return part{"http", func(ctx context.Context) error {
		streams, endStreams := context.WithCancel(context.Background())
		defer endStreams()
		server := &http.Server{
			Handler:           untilStopped(streams, handler),
			ReadHeaderTimeout: headerTimeout,
			ReadTimeout:       requestTimeout,
			WriteTimeout:      answerTimeout,
			IdleTimeout:       idleTimeout,
			MaxHeaderBytes:    maxHeaderBytes,
			ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelDebug),
		}
		ended := make(chan error, 1)
		go func() { ended <- server.Serve(listener) }()
		select {
		case err := <-ended:
			return err
		case <-ctx.Done():
		}
		endStreams()
		drain, cancel := context.WithTimeout(context.Background(), drainTimeout)
		defer cancel()
		if err := server.Shutdown(drain); err != nil {
			logger.Warn("requests were cut off", "err", err)
			_ = server.Close()
		}
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	}}
}

// untilStopped ends requests for event streams, which have no end of their
// own, when stopped does; a graceful shutdown would wait for them for ever.
func untilStopped(stopped context.Context, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/events") {
			next.ServeHTTP(w, r)
			return
		}
		ctx, cancel := context.WithCancel(r.Context())
		defer cancel()
		defer context.AfterFunc(stopped, cancel)()
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
