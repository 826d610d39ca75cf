// Command k6 is the load generator, built at the version that go.mod pins.
// An extension is a blank import beside this one.
package main

import "go.k6.io/k6/cmd"

func main() {
	cmd.Execute()
}
