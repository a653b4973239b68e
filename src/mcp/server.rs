//! The tools as the Model Context Protocol has them, over standard input and output.
//!
//! In: a [`Library`]. Out: the protocol's messages, until the other side ends. Answers are worked out beside the loop that
//! reads messages, so that one that waits for the network keeps no other.

use super::answers::{Desk, TOOLS};
use super::library::Library;
use crate::catalogue::{Language, text};
use crate::pipeline::texts::TextCiter;
use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, Implementation, ListToolsResult,
    PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::transport::async_rw::AsyncRwTransport;
use rmcp::{ErrorData, RoleServer, ServerHandler, ServiceExt};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};

/// Bytes of a message: no question is longer.
const LONGEST_MESSAGE: usize = 1 << 20;

/// Answers until standard input ends.
///
/// # Errors
/// In words: the messages on it are not the protocol's, or it cannot be read.
pub fn serve(library: Library, citer: TextCiter, language: Language) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let server = Server(Arc::new(Desk { library, citer, language }));
    let answer = runtime.block_on(serve_on(server, tokio::io::stdin(), tokio::io::stdout()));
    // A read of standard input that is under way cannot be called off.
    runtime.shutdown_background();
    answer
}

async fn serve_on<R, W>(server: Server, input: R, output: W) -> Result<(), String>
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
{
    let transport = AsyncRwTransport::new(input, output).with_max_line_length(LONGEST_MESSAGE);
    let running = server.serve(transport).await.map_err(|error| error.to_string())?;
    running.waiting().await.map(|_| ()).map_err(|error| error.to_string())
}

#[derive(Clone)]
struct Server(Arc<Desk>);

impl Server {
    fn tools(&self) -> Vec<Tool> {
        TOOLS.iter().map(|(name, arguments)| self.tool(name, arguments)).collect()
    }

    fn tool(&self, name: &'static str, arguments: &[&'static str]) -> Tool {
        let language = self.0.language;
        let properties = arguments.iter().map(|argument| ((*argument).to_owned(), property(language, argument)));
        let mut required = vec![arguments[0]];
        // What is verified is the second argument.
        required.extend(arguments.iter().filter(|argument| **argument == "quotation"));
        let schema = json!({
            "type": "object",
            "properties": properties.collect::<Map<String, Value>>(),
            "required": required,
            "additionalProperties": false,
        });
        let Value::Object(schema) = schema else { return Tool::new(name, "", Map::new()) };
        let only_reads = ToolAnnotations::new().read_only(true).open_world(false);
        Tool::new(name, words(language, &format!("mcp-tool-{name}")), schema).with_annotations(only_reads)
    }
}

fn words(language: Language, key: &str) -> &'static str {
    crate::catalogue::find(language, key).unwrap_or_default()
}

fn property(language: Language, argument: &str) -> Value {
    let kind = if matches!(argument, "limit" | "offset") { "integer" } else { "string" };
    json!({ "type": kind, "description": words(language, &format!("mcp-argument-{argument}")) })
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder().enable_tools().build();
        let site = &self.0.library.site;
        let day = site.data_as_of.as_deref().unwrap_or("?");
        let about = text(self.0.language, "mcp-instructions");
        let about = crate::catalogue::fill(about, &[("site", &site.title), ("url", &site.base_url), ("day", day)]);
        ServerConfig::new(capabilities)
            .with_server_info(Implementation::new("congbao", env!("CARGO_PKG_VERSION")))
            .with_instructions(about)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        Ok(ListToolsResult::with_all_items(self.tools()))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let desk = Arc::clone(&self.0);
        let asked = request.arguments.unwrap_or_default();
        let answer = tokio::task::spawn_blocking(move || desk.answer(&request.name, &asked)).await;
        let result = match answer {
            Ok(Ok(answer)) => CallToolResult::structured(answer),
            Ok(Err(reason)) => CallToolResult::error(vec![ContentBlock::text(reason)]),
            Err(error) => return Err(ErrorData::internal_error(error.to_string(), None)),
        };
        Ok(result.into())
    }
}
