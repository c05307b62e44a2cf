/// What the flows of one segment have in common, each kept once. Lives as long as its segment.
final class SegmentDictionary: Sendable {
    /// How much of it there is.
    struct Extents: Sendable {
        var methods = SymbolArena.Extent()
        var hosts = SymbolArena.Extent()
        var origins = SymbolArena.Extent()
        var paths = SymbolArena.Extent()
        var types = SymbolArena.Extent()
        var connections = 0
    }

    let methods = SymbolArena(bucketCount: 64, blockByteCount: 4 << 10, meanByteCount: 16)
    let hosts = SymbolArena(bucketCount: 1_024, blockByteCount: 16 << 10, meanByteCount: 253)
    let origins = SymbolArena(bucketCount: 1_024, blockByteCount: 16 << 10, meanByteCount: 267)
    let paths = SymbolArena(bucketCount: 8_192, blockByteCount: 64 << 10, meanByteCount: SymbolArena.stringByteLimit)
    // Those of forms have a boundary, another one each.
    let types = SymbolArena(bucketCount: 256, blockByteCount: 4 << 10, meanByteCount: 96)
    let connections = ConnectionArena()

    /// Lists what the columns of a flow refer to. The store's lock is held.
    func symbols(for facts: FlowFacts) -> FlowSymbols {
        FlowSymbols(
            method: facts.method.symbol(in: methods),
            host: facts.host.symbol(in: hosts),
            origin: facts.origin.symbol(in: origins),
            path: facts.path.symbol(in: paths),
            requestType: facts.requestType.symbol(in: types),
            responseType: facts.responseType.symbol(in: types),
            client: connections.symbol(for: facts.client),
            server: connections.symbol(for: facts.server)
        )
    }

    var extents: Extents {
        Extents(
            methods: methods.extent,
            hosts: hosts.extent,
            origins: origins.extent,
            paths: paths.extent,
            types: types.extent,
            connections: connections.count
        )
    }

    /// Bytes it takes beyond what even a few flows make it take.
    var extraByteCount: Int {
        let blocks = methods.byteCount + hosts.byteCount + origins.byteCount + paths.byteCount + types.byteCount
        return max(0, blocks - Self.includedByteCount) + max(0, connections.count - 16) * Self.connectionByteCount
    }

    private static let includedByteCount = 128 << 10
    /// What a connection and its facts take, about: addresses, and a chain of certificates that many connections share.
    private static let connectionByteCount = 512
}

/// What the columns of one flow refer to.
struct FlowSymbols {
    let method: Symbol
    let host: Symbol
    let origin: Symbol
    let path: Symbol
    let requestType: Symbol
    let responseType: Symbol
    let client: Symbol
    let server: Symbol

    /// Whether a packed flow finds all it needs by them.
    var isComplete: Bool {
        [method, host, path, client, server].allSatisfy { $0 != .unlisted }
    }
}
