// Command k6 is the load generator, built at the version that go.mod pins.
// An extension is a blank import beside this one.
package main

import (
	_ "evenkeel/k6/sse"

	"go.k6.io/k6/cmd"
)

func main() {
	cmd.Execute()
}
