package stream

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/gomodule/redigo/redis"
)

// pipelineBatch is how many calls share a write at most.
const pipelineBatch = 128

var errClosed = errors.New("closed")

// pipeline makes the short calls of all goroutines over one connection. Calls
// that come while others are on their way are written together: with many
// conversations at once that saves most of the system calls.
type pipeline struct {
	dial  func(ctx context.Context) (redis.Conn, error)
	calls chan *pipelineCall
	quit  chan struct{}
	once  sync.Once
	alive sync.WaitGroup
	conn  redis.Conn // of the one goroutine; nil: to be made
}

// pipelineCall is one call and its answer, which counts once done is closed.
type pipelineCall struct {
	ctx     context.Context //nolint:containedctx // of this call, asked before it is written
	command string
	args    []any
	reply   any
	err     error
	done    chan struct{}
}

func (c *pipelineCall) end(reply any, err error) {
	c.reply, c.err = reply, err
	close(c.done)
}

func newPipeline(dial func(ctx context.Context) (redis.Conn, error)) *pipeline {
	p := &pipeline{dial: dial, calls: make(chan *pipelineCall, pipelineBatch), quit: make(chan struct{})}
	p.alive.Go(p.run)
	return p
}

// close ends the connection; calls fail from then on.
func (p *pipeline) close() {
	p.once.Do(func() { close(p.quit) })
	p.alive.Wait()
}

// do makes one call and waits for its answer, at most until ctx ends.
func (p *pipeline) do(ctx context.Context, command string, args []any) (any, error) {
	call := &pipelineCall{ctx: ctx, command: command, args: args, done: make(chan struct{})}
	select {
	case p.calls <- call:
	case <-p.quit:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case <-call.done:
		return call.reply, call.err
	case <-p.quit:
		return nil, errClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// run writes what waits and reads the answers, batch by batch.
func (p *pipeline) run() {
	defer p.hangUp()
	for {
		select {
		case <-p.quit:
			return
		case first := <-p.calls:
			p.serve(p.gather(first))
		}
	}
}

// gather adds to a call what else waits now, without callers who gave up.
func (p *pipeline) gather(first *pipelineCall) []*pipelineCall {
	var batch []*pipelineCall
	for call := first; ; {
		if err := call.ctx.Err(); err != nil {
			call.end(nil, err)
		} else {
			batch = append(batch, call)
		}
		if len(batch) == pipelineBatch {
			return batch
		}
		select {
		case call = <-p.calls:
		default:
			return batch
		}
	}
}

// serve carries a batch out. A connection that Redis closed in the meantime is
// replaced once: repeating our commands is harmless.
func (p *pipeline) serve(batch []*pipelineCall) {
	limit := time.Now().Add(CallTimeout) //nolint:forbidigo // timeouts are real time
	reused := p.conn != nil
	left, err := p.exchange(batch, limit)
	if err != nil && reused && !os.IsTimeout(err) {
		left, err = p.exchange(left, limit)
	}
	for _, call := range left {
		call.end(nil, err)
	}
}

// exchange writes the calls and ends each that Redis answered. It returns those
// that it did not, and why; the connection is closed then.
func (p *pipeline) exchange(calls []*pipelineCall, limit time.Time) (left []*pipelineCall, err error) {
	defer func() {
		if err != nil {
			p.hangUp()
		}
	}()
	if len(calls) == 0 {
		return nil, nil
	}
	if p.conn == nil {
		ctx, cancel := context.WithDeadline(context.Background(), limit)
		defer cancel()
		if p.conn, err = p.dial(ctx); err != nil {
			p.conn = nil
			return calls, err
		}
	}
	for _, call := range calls {
		if err := p.conn.Send(call.command, call.args...); err != nil {
			return calls, fmt.Errorf("write: %w", err)
		}
	}
	if err := p.conn.Flush(); err != nil {
		return calls, fmt.Errorf("write: %w", err)
	}
	for i, call := range calls {
		// Never zero, which the client library would take for no limit.
		reply, err := redis.ReceiveWithTimeout(p.conn, max(time.Until(limit), time.Millisecond)) //nolint:forbidigo // timeouts are real time
		if err != nil && !answered(err) {
			return calls[i:], fmt.Errorf("read: %w", err)
		}
		call.end(reply, err)
	}
	return nil, nil
}

func (p *pipeline) hangUp() {
	if p.conn != nil {
		_ = p.conn.Close()
		p.conn = nil
	}
}
