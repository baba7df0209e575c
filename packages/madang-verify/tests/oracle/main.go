// Oracle for madang-verify: answers one JSON question a line with Go's own sumdb packages.
package main

import (
	"bufio"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Op      string
	Note    []byte
	Keys    []string
	Name    string
	Text    string
	Skeys   []string
	Entries [][]byte
	Size    int64
	Old     int64
	Index   int64
	Root    []byte
	OldRoot []byte
	Leaf    []byte
	Proof   [][]byte
	Level   int
	Width   int
}

type answer struct {
	Ok     bool     `json:"ok"`
	Error  string   `json:"error,omitempty"`
	Text   string   `json:"text,omitempty"`
	Names  []string `json:"names,omitempty"`
	Note   []byte   `json:"note,omitempty"`
	Skey   string   `json:"skey,omitempty"`
	Vkey   string   `json:"vkey,omitempty"`
	Hash   []byte   `json:"hash,omitempty"`
	Hashes [][]byte `json:"hashes,omitempty"`
	Path   string   `json:"path,omitempty"`
}

var stored []tlog.Hash

var reader = tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(stored)) {
			return nil, fmt.Errorf("no hash %d", index)
		}
		found[i] = stored[index]
	}
	return found, nil
})

func hash(data []byte) (h tlog.Hash) {
	copy(h[:], data)
	return h
}

func hashes(data [][]byte) []tlog.Hash {
	found := make([]tlog.Hash, len(data))
	for i := range data {
		found[i] = hash(data[i])
	}
	return found
}

func plain(data []tlog.Hash) [][]byte {
	found := make([][]byte, len(data))
	for i := range data {
		found[i] = append([]byte(nil), data[i][:]...)
	}
	return found
}

func reply(q question) (a answer, err error) {
	switch q.Op {
	case "generate":
		a.Skey, a.Vkey, err = note.GenerateKey(rand.Reader, q.Name)
	case "sign":
		var signers []note.Signer
		for _, skey := range q.Skeys {
			signer, err := note.NewSigner(skey)
			if err != nil {
				return a, err
			}
			signers = append(signers, signer)
		}
		a.Note, err = note.Sign(&note.Note{Text: q.Text}, signers...)
	case "open":
		var verifiers []note.Verifier
		for _, vkey := range q.Keys {
			verifier, err := note.NewVerifier(vkey)
			if err != nil {
				return a, err
			}
			verifiers = append(verifiers, verifier)
		}
		var opened *note.Note
		if opened, err = note.Open(q.Note, note.VerifierList(verifiers...)); err == nil {
			a.Text = opened.Text
			for _, signature := range opened.Sigs {
				a.Names = append(a.Names, signature.Name)
			}
		}
	case "build":
		stored = nil
		for n, entry := range q.Entries {
			added, err := tlog.StoredHashes(int64(n), entry, reader)
			if err != nil {
				return a, err
			}
			stored = append(stored, added...)
		}
	case "root":
		var root tlog.Hash
		root, err = tlog.TreeHash(q.Size, reader)
		a.Hash = root[:]
	case "prove-record":
		var proof tlog.RecordProof
		proof, err = tlog.ProveRecord(q.Size, q.Index, reader)
		a.Hashes = plain(proof)
	case "prove-tree":
		var proof tlog.TreeProof
		proof, err = tlog.ProveTree(q.Size, q.Old, reader)
		a.Hashes = plain(proof)
	case "check-record":
		err = tlog.CheckRecord(hashes(q.Proof), q.Size, hash(q.Root), q.Index, hash(q.Leaf))
	case "check-tree":
		err = tlog.CheckTree(hashes(q.Proof), q.Size, hash(q.Root), q.Old, hash(q.OldRoot))
	case "tile":
		tile := tlog.Tile{H: 8, L: q.Level, N: q.Index, W: q.Width}
		a.Path = strings.Replace(strings.Replace(tile.Path(), "tile/8/", "tile/", 1), "/data/", "/entries/", 1)
		if q.Level >= 0 && q.Size > 0 {
			a.Hash, err = tlog.ReadTileData(tile, reader)
		}
	default:
		err = fmt.Errorf("unknown question %q", q.Op)
	}
	return a, err
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var q question
		if err := json.Unmarshal(line, &q); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		a, err := reply(q)
		a.Ok = err == nil
		if err != nil {
			a.Error = err.Error()
		}
		if err := out.Encode(a); err != nil {
			return
		}
	}
}
