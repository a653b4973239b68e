//! Tells an open page that something changed (server-sent events).
//!
//! In: what is shown ([`PreviewState`]), and the version that the page has. Out: events, until the page is closed. Each
//! carries the name of the version as its id, so that a page that connects again hears what it missed.

use super::state::PreviewState;
use hyper::body::Bytes;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time::timeout;

/// How often a silent stream says that it is alive, which is also how a closed page is noticed: by the second time.
const HEARTBEAT: Duration = Duration::from_secs(2);

/// Events after the version `seen`. Without a place, the page is told what is new at once, and asks again a second
/// later. To be called where the server runs.
pub(super) fn stream(
    state: &Arc<PreviewState>,
    seen: Option<u64>,
    place: Option<OwnedSemaphorePermit>,
) -> mpsc::Receiver<Bytes> {
    let (to, events) = mpsc::channel(1);
    let state = Arc::clone(state);
    Handle::current().spawn(async move {
        // Nothing is left to tell to a page that was closed.
        let _ = tell(&state, seen, place, to).await;
    });
    events
}

async fn tell(
    state: &PreviewState,
    mut seen: Option<u64>,
    place: Option<OwnedSemaphorePermit>,
    to: mpsc::Sender<Bytes>,
) -> Result<(), mpsc::error::SendError<Bytes>> {
    let mut shown = state.follow();
    to.send(": ok\nretry: 1000\n\n".into()).await?;
    let patience = if place.is_some() { HEARTBEAT } else { Duration::ZERO };
    loop {
        let news = timeout(patience, shown.wait_for(|shown| seen != Some(shown.version))).await;
        let version = news.map(|shown| shown.map(|shown| shown.version));
        let event = match version {
            Ok(Ok(version)) => {
                seen = Some(version);
                let name = state.name(version);
                format!("id: {name}\nevent: change\ndata: {name}\n\n")
            }
            Ok(Err(_)) => return Ok(()),
            Err(_) => ": still here\n\n".to_owned(),
        };
        to.send(event.into()).await?;
        if place.is_none() {
            return Ok(());
        }
    }
}
