//! The program as such: exit statuses, wrong usage, languages, colours, JSON lines.

mod cli;
mod mcp;
mod speech;
