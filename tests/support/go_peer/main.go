// Checks what it reads from standard input with Go's packages for signed notes and transparency logs.
// Input: a JSON list of tasks. Output: a JSON list with "" for each that was accepted, else why not.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type task struct {
	Check     string // note, inclusion, consistency or tiles
	Note      string
	Keys      []string // every one of them must have signed
	Proof     []tlog.Hash
	Size, Old int64
	Root      tlog.Hash
	OldRoot   tlog.Hash
	Index     int64
	Leaf      tlog.Hash
	Folder    string // of an export
}

func (t task) run() error {
	switch t.Check {
	case "note":
		return t.openNote()
	case "inclusion":
		return tlog.CheckRecord(t.Proof, t.Size, t.Root, t.Index, t.Leaf)
	case "consistency":
		return tlog.CheckTree(t.Proof, t.Size, t.Root, t.Old, t.OldRoot)
	case "tiles":
		return t.readTiles()
	}
	return errors.New("no such check")
}

func (t task) openNote() error {
	var keys []note.Verifier
	for _, text := range t.Keys {
		key, err := verifier(text)
		if err != nil {
			return err
		}
		keys = append(keys, key)
	}
	opened, err := note.Open([]byte(t.Note), note.VerifierList(keys...))
	if err == nil && len(opened.Sigs) != len(keys) {
		err = errors.New("not all keys signed")
	}
	return err
}

// Go's package knows the keys of logs; this is what it calls for the keys of witnesses.
type witness struct {
	note.Verifier
	public ed25519.PublicKey
}

func (w witness) Verify(text, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	said := fmt.Sprintf("cosignature/v1\ntime %d\n%s", binary.BigEndian.Uint64(sig), text)
	return ed25519.Verify(w.public, []byte(said), sig[8:])
}

type named struct {
	name string
	hash uint32
}

func (n named) Name() string            { return n.name }
func (n named) KeyHash() uint32         { return n.hash }
func (n named) Verify(_, _ []byte) bool { return false }

func verifier(text string) (note.Verifier, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not a key")
	}
	data, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(data) != 33 || data[0] != 4 {
		return note.NewVerifier(text)
	}
	var hash uint32
	if _, err := fmt.Sscanf(parts[1], "%08x", &hash); err != nil {
		return nil, err
	}
	return witness{named{parts[0], hash}, ed25519.PublicKey(data[1:])}, nil
}

// The tiles of an export are those of C2SP tlog-tiles: Go's, without their height in the path.
func (t task) Height() int                         { return 8 }
func (t task) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t task) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range tiles {
		file, err := os.ReadFile(t.path(tile))
		if err != nil {
			return nil, err
		}
		data = append(data, file)
	}
	return data, nil
}

func (t task) path(tile tlog.Tile) string {
	name := strings.TrimPrefix(tile.Path(), "tile/8/")
	if strings.HasPrefix(name, "data/") {
		name = "entries/" + strings.TrimPrefix(name, "data/")
	}
	return filepath.Join(t.Folder, "tile", name)
}

// Every entry of the bundles must be the one whose hash is in the tiles, and these lead to the root.
func (t task) readTiles() error {
	reader := tlog.TileHashReader(tlog.Tree{N: t.Size, Hash: t.Root}, t)
	for start := int64(0); start < t.Size; start += 256 {
		width := t.Size - start
		if width > 256 {
			width = 256
		}
		bundle, err := os.ReadFile(t.path(tlog.Tile{H: 8, L: -1, N: start / 256, W: int(width)}))
		if err != nil {
			return err
		}
		for index := start; index < start+width; index++ {
			if len(bundle) < 2 || len(bundle) < 2+int(binary.BigEndian.Uint16(bundle)) {
				return errors.New("short bundle")
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			hashes, err := reader.ReadHashes([]int64{tlog.StoredHashIndex(0, index)})
			if err != nil {
				return err
			}
			if hashes[0] != tlog.RecordHash(bundle[2:end]) {
				return fmt.Errorf("entry %d isn't in the tree", index)
			}
			bundle = bundle[end:]
		}
		if len(bundle) != 0 {
			return errors.New("long bundle")
		}
	}
	root, err := tlog.TreeHash(t.Size, reader)
	if err == nil && !bytes.Equal(root[:], t.Root[:]) {
		err = errors.New("another root")
	}
	return err
}

func main() {
	var tasks []task
	if err := json.NewDecoder(os.Stdin).Decode(&tasks); err != nil {
		panic(err)
	}
	said := []string{}
	for _, t := range tasks {
		err := t.run()
		if err == nil {
			err = errors.New("")
		}
		said = append(said, err.Error())
	}
	json.NewEncoder(os.Stdout).Encode(said)
}
