//! The connections that are open at a time, of all listeners.
//!
//! In: connections as they arrive. Out: a [`Place`] for each. Where all places are taken, the connection that has been
//! silent longest (it has sent no whole request, or does not read its reply) gives its place to the new one, so that
//! connections that only wait cannot keep a person's browser out. A connection whose page is being made keeps its
//! place.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout};

/// How long a connection may be silent before it can lose its place: a request arrives a moment after its connection.
const GRACE: Duration = Duration::from_millis(50);

/// All open connections.
pub(super) struct Connections {
    most: usize,
    open: Mutex<Vec<Open>>,
    /// A place is free.
    freed: Notify,
}

struct Open {
    number: u64,
    /// `None` while its request is being answered.
    silent_since: Option<Instant>,
    task: AbortHandle,
}

/// What an open connection has; to drop it gives the place back.
pub(super) struct Place {
    connections: Arc<Connections>,
    number: u64,
}

impl Connections {
    /// Room for `most` connections.
    pub fn new(most: usize) -> Arc<Self> {
        Arc::new(Self { most, open: Mutex::default(), freed: Notify::new() })
    }

    /// Runs `talk` with a place of its own, in a task. Waits while all places are taken by connections that are being
    /// answered; the system keeps further ones in line meanwhile.
    pub async fn admit<T>(self: &Arc<Self>, number: u64, talk: impl FnOnce(Place) -> T)
    where
        T: Future<Output = ()> + Send + 'static,
    {
        while let Some(wait) = self.is_full() {
            // Late or not, it is looked at again.
            let _ = timeout(wait, self.freed.notified()).await;
        }
        // From here to the entry in the list nothing else runs on this thread: there is still room.
        let place = Place { connections: Arc::clone(self), number };
        let task = tokio::spawn(talk(place)).abort_handle();
        self.open().push(Open { number, silent_since: Some(Instant::now()), task });
    }

    /// How long to wait for room; `None`: there is some, perhaps since the most silent connection has just ended.
    fn is_full(&self) -> Option<Duration> {
        let mut open = self.open();
        if open.len() < self.most {
            return None;
        }
        let silent = open.iter().enumerate().filter_map(|(at, open)| Some((open.silent_since?.elapsed(), at)));
        match silent.max() {
            Some((silence, at)) if silence >= GRACE => {
                open.swap_remove(at).task.abort();
                None
            }
            Some((silence, _)) => Some(GRACE - silence),
            None => Some(GRACE),
        }
    }

    fn open(&self) -> MutexGuard<'_, Vec<Open>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Place {
    /// Its request is being answered from now on, or no longer.
    pub fn is_answered(&self, now: bool) {
        let mut open = self.connections.open();
        if let Some(open) = open.iter_mut().find(|open| open.number == self.number) {
            open.silent_since = (!now).then(Instant::now);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.open().retain(|open| open.number != self.number);
        self.connections.freed.notify_one();
    }
}
