//! What is under way, for the person who waits: on a terminal a line that renews itself, elsewhere (a log, a pipe) a
//! line every ten seconds. Work that is done before says nothing.
//!
//! In: what is being done, told from any thread. Out: lines on standard error, drawn by a thread of its own, so that a
//! step that says nothing for a minute is told of as well.

use crate::catalogue::{self, Language};
use crate::pipeline::Step;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// How long work may take before it is told of, and how often from then on.
#[derive(Clone, Copy, Debug)]
struct Pace {
    patience: Duration,
    every: Duration,
}

const ON_TERMINAL: Pace = Pace { patience: Duration::from_millis(700), every: Duration::from_millis(125) };
const ELSEWHERE: Pace = Pace { patience: Duration::from_secs(20), every: Duration::from_secs(10) };

/// The line that says what is under way.
pub(super) struct ProgressLine {
    shared: Arc<Shared>,
    /// Its end ends the thread.
    _thread: Sender<()>,
}

struct Shared {
    language: Language,
    pace: Pace,
    begun: Instant,
    state: Mutex<State>,
}

/// What is under way: a text of the catalogue, how much of it is done, how much there is; and where that is shown.
struct State {
    /// `None`: nothing, or something else was printed since.
    doing: Option<(&'static str, usize, usize)>,
    shown: Shown,
}

enum Shown {
    Terminal(Option<ProgressBar>),
    Lines(Box<dyn Write + Send>),
}

impl ProgressLine {
    /// On standard error.
    pub fn new(language: Language, is_terminal: bool) -> Self {
        if is_terminal {
            Self::shown(language, ON_TERMINAL, Shown::Terminal(None))
        } else {
            Self::shown(language, ELSEWHERE, Shown::Lines(Box::new(std::io::stderr())))
        }
    }

    fn shown(language: Language, pace: Pace, shown: Shown) -> Self {
        let state = Mutex::new(State { doing: None, shown });
        let shared = Arc::new(Shared { language, pace, begun: Instant::now(), state });
        let (thread, ended) = mpsc::channel();
        let drawn = Arc::clone(&shared);
        // Without the thread the work goes on in silence.
        let _ = thread::Builder::new().name("progress".to_owned()).spawn(move || {
            while ended.recv_timeout(drawn.pace.every) == Err(RecvTimeoutError::Timeout) {
                drawn.draw();
            }
        });
        Self { shared, _thread: thread }
    }

    /// Who tells of the steps of a run; may outlive the line, and says nothing then.
    pub fn teller(&self) -> impl Fn(Step, usize, usize) + Send + Sync + 'static {
        let shared = Arc::clone(&self.shared);
        move |step, done, all| shared.state().doing = Some((key(step), done, all))
    }

    /// Something is under way that has nothing to count: a text of the catalogue.
    pub fn tell(&self, key: &'static str) {
        self.shared.state().doing = Some((key, 0, 0));
    }

    /// So many things of a text of the catalogue are done.
    pub fn count(&self, key: &'static str, done: usize, all: usize) {
        self.shared.state().doing = Some((key, done, all));
    }

    /// Takes the line away: something else is printed. It comes again when the next thing is told.
    pub fn clear(&self) {
        let mut state = self.shared.state();
        state.doing = None;
        if let Shown::Terminal(bar) = &mut state.shown
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Whoever panicked left a line that is only looked at.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn draw(&self) {
        let elapsed = self.begun.elapsed();
        let mut state = self.state();
        let Some((key, done, all)) = state.doing.filter(|_| elapsed >= self.pace.patience) else { return };
        let (done, all) = (done.to_string(), all.to_string());
        let line = catalogue::fill(catalogue::text(self.language, key), &[("done", &done), ("all", &all)]);
        match &mut state.shown {
            Shown::Terminal(bar) => {
                let bar = bar.get_or_insert_with(bar_on_terminal);
                bar.set_message(line);
            }
            Shown::Lines(to) => {
                let seconds = elapsed.as_secs().to_string();
                let line = catalogue::fill(
                    catalogue::text(self.language, "progress-line"),
                    &[("what", &line), ("seconds", &seconds)],
                );
                // Nothing can be done for one who does not listen.
                let _ = writeln!(to, "{line}").and_then(|()| to.flush());
            }
        }
    }
}

/// A line on standard error, drawn only where that is a terminal.
fn bar_on_terminal() -> ProgressBar {
    let style = ProgressStyle::with_template("{msg}").expect("a template of one known key");
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr_with_hz(8)).with_style(style)
}

fn key(step: Step) -> &'static str {
    match step {
        Step::Documents => "progress-documents",
        Step::Passages => "progress-passages",
        Step::Links => "progress-links",
        Step::Pages => "progress-pages",
        Step::Switch => "progress-switch",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A place for lines that a test can look at.
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl Lines {
        fn all(&self) -> Vec<String> {
            let bytes = self.0.lock().unwrap();
            String::from_utf8_lossy(&bytes).lines().map(str::to_owned).collect()
        }

        /// Waits until a line is there that `is_meant`.
        fn wait(&self, is_meant: impl Fn(&str) -> bool) -> String {
            let begun = Instant::now();
            loop {
                if let Some(found) = self.all().into_iter().find(|line| is_meant(line)) {
                    return found;
                }
                assert!(begun.elapsed() < Duration::from_secs(20), "not said: {:?}", self.all());
                thread::sleep(Duration::from_millis(2));
            }
        }
    }

    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    fn line(patience: Duration) -> (ProgressLine, Lines) {
        let lines = Lines::default();
        let pace = Pace { patience, every: Duration::from_millis(5) };
        (ProgressLine::shown(Language::English, pace, Shown::Lines(Box::new(lines.clone()))), lines)
    }

    #[test]
    fn a_long_step_is_told_of_again_and_again_with_its_count_and_nothing_once_other_things_were_printed() {
        let (line, lines) = line(Duration::ZERO);
        let tell = line.teller();
        tell(Step::Documents, 3, 70);
        assert!(lines.wait(|line| line.contains("3/70")).starts_with("Reading documents: 3/70"));
        // A step that says nothing more is told of all the same, every time.
        tell(Step::Passages, 0, 0);
        lines.wait(|line| line.starts_with("Comparing documents"));
        let said = lines.all().len();
        while lines.all().len() < said + 3 {
            thread::sleep(Duration::from_millis(2));
        }
        line.clear();
        let said = lines.all().len();
        thread::sleep(Duration::from_millis(40));
        assert_eq!(lines.all().len(), said);
        tell(Step::Switch, 0, 0);
        lines.wait(|line| line.starts_with("Putting the new site"));
        drop(line);
        let said = lines.all().len();
        tell(Step::Pages, 1, 2);
        thread::sleep(Duration::from_millis(40));
        assert_eq!(lines.all().len(), said, "{:?}", lines.all());
    }

    #[test]
    fn work_that_is_done_soon_says_nothing() {
        let (line, lines) = line(Duration::from_secs(3600));
        line.tell("progress-converting");
        thread::sleep(Duration::from_millis(40));
        assert_eq!(lines.all(), Vec::<String>::new());
    }
}
