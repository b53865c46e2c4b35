package main

import "sync"

// news gathers topics until somebody takes them: however many changes there are, telling of one never waits.
type news struct {
	came chan struct{}

	mu     sync.Mutex
	topics []string
}

func newNews() *news { return &news{came: make(chan struct{}, 1)} }

// add notes a topic, once.
func (n *news) add(topic string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, t := range n.topics {
		if t == topic {
			return
		}
	}
	n.topics = append(n.topics, topic)
	select {
	case n.came <- struct{}{}:
	default:
	}
}

// take returns the topics since the last time, in the order they came.
func (n *news) take() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	topics := n.topics
	n.topics = nil
	return topics
}
