// Writes vectors.txt: headers, commits, results, validator sets and blocks as CometBFT itself encodes
// and hashes them. Our own block format must give the same bytes. Run: go run . > vectors.txt
package main

import (
	"encoding/hex"
	"fmt"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/crypto/ed25519"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	"github.com/cometbft/cometbft/proto/tendermint/version"
	"github.com/cometbft/cometbft/types"
)

func out(name string, b []byte) { fmt.Printf("%s=%s\n", name, hex.EncodeToString(b)) }

func fill(n int, b byte) []byte {
	r := make([]byte, n)
	for i := range r {
		r[i] = b
	}
	return r
}

func key(b byte) ed25519.PrivKey { return ed25519.GenPrivKeyFromSecret([]byte{b}) }

func main() {
	const chain = "zhida-golden-1"
	at := time.Unix(1568772000, 0).UTC()
	out("consensus_hash", types.DefaultConsensusParams().Hash())
	out("evidence_hash", types.EvidenceList{}.Hash())
	for n := 1; n <= 4; n += 3 {
		var vals []*types.Validator
		for i := 0; i < n; i++ {
			vals = append(vals, types.NewValidator(key(byte(i+1)).PubKey(), 10))
		}
		set := types.NewValidatorSet(vals)
		out(fmt.Sprintf("validators_%d_hash", n), set.Hash())
		if n == 1 {
			out("validator_pubkey", vals[0].PubKey.Bytes())
			out("validator_address", vals[0].Address)
		} else {
			for i, v := range set.Validators {
				out(fmt.Sprintf("validators_4_pubkey_%d", i), v.PubKey.Bytes())
			}
		}
	}
	results := []*abci.ExecTxResult{
		{Code: 0, Data: []byte("receipt one")},
		{Code: 4211, Data: nil},
		{Code: 0, Data: fill(300, 7)},
	}
	for n := 0; n <= 3; n++ {
		out(fmt.Sprintf("results_%d_hash", n), types.NewResults(results[:n]).Hash())
	}
	priv := key(1)
	set := types.NewValidatorSet([]*types.Validator{types.NewValidator(priv.PubKey(), 10)})
	for _, n := range []int{0, 1, 3, 4} {
		var txs types.Txs
		switch n {
		case 1:
			txs = types.Txs{[]byte("one transaction")}
		case 3:
			txs = types.Txs{[]byte("a"), fill(200, 9), []byte("c")}
		case 4:
			txs = types.Txs{fill(200000, 5)}
		}
		last := types.BlockID{Hash: fill(32, 1), PartSetHeader: types.PartSetHeader{Total: 2, Hash: fill(32, 2)}}
		lastCommit := &types.Commit{Height: 6, Round: 0, BlockID: last, Signatures: []types.CommitSig{{
			BlockIDFlag: types.BlockIDFlagCommit, ValidatorAddress: set.Validators[0].Address,
			Timestamp: at.Add(-time.Second), Signature: fill(64, 3)}}}
		block := types.MakeBlock(7, txs, lastCommit, nil)
		block.Header.Version = version.Consensus{Block: 11, App: 1}
		block.Header.ChainID = chain
		block.Header.Time = at
		block.Header.LastBlockID = last
		block.Header.ValidatorsHash = set.Hash()
		block.Header.NextValidatorsHash = set.Hash()
		block.Header.ConsensusHash = types.DefaultConsensusParams().Hash()
		block.Header.AppHash = fill(32, 4)
		block.Header.LastResultsHash = types.NewResults(results).Hash()
		block.Header.ProposerAddress = set.Validators[0].Address
		p := fmt.Sprintf("block_%d_", n)
		hb, _ := block.Header.ToProto().Marshal()
		out(p+"header", hb)
		out(p+"header_hash", block.Header.Hash())
		out(p+"data_hash", block.Header.DataHash)
		out(p+"last_commit_hash", block.Header.LastCommitHash)
		parts, err := block.MakePartSet(types.BlockPartSizeBytes)
		if err != nil {
			panic(err)
		}
		out(p+"parts_hash", parts.Header().Hash)
		fmt.Printf("%sparts_total=%02x\n", p, parts.Header().Total)
		if n == 3 {
			id := types.BlockID{Hash: block.Hash(), PartSetHeader: parts.Header()}
			vote := cmtproto.Vote{Type: cmtproto.PrecommitType, Height: 7, Round: 0, BlockID: id.ToProto(), Timestamp: at}
			sb := types.VoteSignBytes(chain, &vote)
			sig, _ := priv.Sign(sb)
			out("vote_sign_bytes", sb)
			out("vote_signature", sig)
			commit := &types.Commit{Height: 7, Round: 0, BlockID: id, Signatures: []types.CommitSig{{
				BlockIDFlag: types.BlockIDFlagCommit, ValidatorAddress: set.Validators[0].Address,
				Timestamp: at, Signature: sig}}}
			if err := set.VerifyCommit(chain, id, 7, commit); err != nil {
				panic(err)
			}
			cb, _ := commit.ToProto().Marshal()
			out("commit", cb)
			out("commit_hash", commit.Hash())
		}
	}
	// A header of the first height: no last block, empty commit.
	first := types.MakeBlock(1, nil, &types.Commit{}, nil)
	first.Header.Version = version.Consensus{Block: 11, App: 1}
	first.Header.ChainID = chain
	first.Header.Time = at
	first.Header.ValidatorsHash = set.Hash()
	first.Header.NextValidatorsHash = set.Hash()
	first.Header.ConsensusHash = types.DefaultConsensusParams().Hash()
	first.Header.AppHash = fill(32, 6)
	first.Header.LastResultsHash = types.NewResults(nil).Hash()
	first.Header.ProposerAddress = set.Validators[0].Address
	hb, _ := first.Header.ToProto().Marshal()
	out("first_header", hb)
	out("first_header_hash", first.Header.Hash())
	out("first_last_commit_hash", first.Header.LastCommitHash)
	fparts, err := first.MakePartSet(types.BlockPartSizeBytes)
	if err != nil {
		panic(err)
	}
	out("first_parts_hash", fparts.Header().Hash)
}
