//! A small web server over a folder, which may lie: the site that it shows is another one than lies there.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What the server says at an address, by path: `None`, there is nothing.
type Lies = BTreeMap<String, Option<Vec<u8>>>;

/// A server on a free port of this machine, as long as the process lives.
pub struct Server {
    /// `http://127.0.0.1:…/`.
    pub address: String,
    state: Arc<Mutex<State>>,
}

struct State {
    folder: PathBuf,
    lies: Lies,
    /// Sends readers on: path → address.
    moved: BTreeMap<String, String>,
    is_packing: bool,
}

impl Server {
    /// Shows `folder`.
    pub fn of(folder: &Path) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}/", listener.local_addr().expect("an address"));
        let state = State { folder: folder.to_owned(), lies: Lies::new(), moved: BTreeMap::new(), is_packing: false };
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                std::thread::spawn(move || answer(&stream, &state));
            }
        });
        Self { address, state }
    }

    /// Says `bytes` at a path; `None`: that nothing is there.
    pub fn lie(&self, path: &str, bytes: Option<&[u8]>) {
        self.state().lies.insert(path.to_owned(), bytes.map(<[u8]>::to_vec));
    }

    /// Tells the truth again.
    pub fn be_honest(&self) {
        let mut state = self.state();
        state.lies.clear();
        state.moved.clear();
    }

    /// Sends who asks for a path to an address.
    pub fn send_on(&self, path: &str, address: &str) {
        self.state().moved.insert(path.to_owned(), address.to_owned());
    }

    /// Packs what it sends.
    pub fn pack(&self) {
        self.state().is_packing = true;
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().expect("no thread has failed")
    }
}

/// One request, one answer: pages by their folders, the page of what is not there with 404, as web servers do.
fn answer(stream: &TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    let (mut request, mut line, mut takes_packed) = (String::new(), String::new(), false);
    if reader.read_line(&mut request).is_err() {
        return;
    }
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        takes_packed |= line.to_lowercase().starts_with("accept-encoding:") && line.contains("gzip");
        line.clear();
    }
    let asked = request.split(' ').nth(1).unwrap_or("/").trim_start_matches('/');
    let asked = percent_encoding::percent_decode_str(asked).decode_utf8_lossy().into_owned();
    let path = if asked.is_empty() || asked.ends_with('/') { format!("{asked}index.html") } else { asked.clone() };
    let (folder, lie, moved, packs) = {
        let state = state.lock().expect("no thread has failed");
        let lie = state.lies.get(&path).cloned();
        (state.folder.clone(), lie, state.moved.get(&asked).cloned(), state.is_packing && takes_packed)
    };
    let mut to = stream;
    if let Some(target) = moved {
        let head =
            format!("HTTP/1.1 301 Moved\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let _ = to.write_all(head.as_bytes());
        return;
    }
    let found = lie.unwrap_or_else(|| std::fs::read(folder.join(&path)).ok());
    let (status, mut bytes) = match found {
        Some(bytes) => ("200 OK", bytes),
        None => ("404 Not Found", std::fs::read(folder.join("404.html")).unwrap_or_default()),
    };
    let mut head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    if packs {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&bytes).expect("to memory");
        bytes = packed.finish().expect("to memory");
        head.push_str("Content-Encoding: gzip\r\n");
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", bytes.len()));
    let _ = to.write_all(head.as_bytes()).and_then(|()| to.write_all(&bytes));
}
