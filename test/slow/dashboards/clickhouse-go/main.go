// Asks a ClickHouse HTTP interface as Grafana's data source plugin does: by clickhouse-go, over HTTP, with the options of
// https://github.com/grafana/clickhouse-datasource/blob/main/pkg/plugin/driver.go.
//
// Reads {"id","sql"} a line from standard input, writes {"id","columns":[{"name","type"}],"rows"} or {"id","error"}; rows are
// counted, after each of their values was read.
// Takes the environment's STORE_ADDRESS, STORE_USER, STORE_PASSWORD and STORE_DATABASE.
package main

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

const lineBytesMax = 4 << 20

type question struct {
	ID  string `json:"id"`
	SQL string `json:"sql"`
}

type column struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

type answer struct {
	ID      string   `json:"id"`
	Columns []column `json:"columns,omitempty"`
	Rows    int      `json:"rows"`
	Error   string   `json:"error,omitempty"`
}

func main() {
	db := clickhouse.OpenDB(&clickhouse.Options{
		Addr: []string{os.Getenv("STORE_ADDRESS")},
		Auth: clickhouse.Auth{
			Database: os.Getenv("STORE_DATABASE"),
			Username: os.Getenv("STORE_USER"),
			Password: os.Getenv("STORE_PASSWORD"),
		},
		ClientInfo:  clickhouse.ClientInfo{Products: []struct{ Name, Version string }{{"grafana", "12.1.1"}}},
		Compression: &clickhouse.Compression{Method: clickhouse.CompressionGZIP},
		DialTimeout: 10 * time.Second,
		ReadTimeout: 60 * time.Second,
		Protocol:    clickhouse.HTTP,
	})
	defer db.Close()
	if err := db.Ping(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	out := json.NewEncoder(os.Stdout)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, lineBytesMax)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		if err := out.Encode(ask(db, asked)); err != nil {
			panic(err)
		}
	}
}

func ask(db *sql.DB, asked question) answer {
	// A deadline makes the library send max_execution_time, as it does for each query of a panel.
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	rows, err := db.QueryContext(ctx, asked.SQL)
	if err != nil {
		return answer{ID: asked.ID, Error: err.Error()}
	}
	defer rows.Close()
	found := answer{ID: asked.ID}
	types, err := rows.ColumnTypes()
	if err != nil {
		return answer{ID: asked.ID, Error: err.Error()}
	}
	for _, each := range types {
		found.Columns = append(found.Columns, column{each.Name(), each.DatabaseTypeName()})
	}
	for rows.Next() {
		values := make([]any, len(types))
		places := make([]any, len(types))
		for index := range values {
			places[index] = &values[index]
		}
		if err := rows.Scan(places...); err != nil {
			return answer{ID: asked.ID, Error: err.Error()}
		}
		found.Rows++
	}
	if err := rows.Err(); err != nil {
		return answer{ID: asked.ID, Error: err.Error()}
	}
	return found
}
