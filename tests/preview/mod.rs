//! `congbao serve`: the program, and the site that follows its files.

mod live;
mod serve;
