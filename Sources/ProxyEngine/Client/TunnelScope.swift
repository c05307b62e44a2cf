import FlowKit

/// What a client's CONNECT fixed for the requests inside its tunnel.
struct TunnelScope {
    /// The origin of the requests inside: with the name the client asked for by SNI, where it did.
    var origin: Origin
    /// Where they are sent.
    var upstream: Upstream
}
