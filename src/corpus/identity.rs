//! What makes two mentions one work.
