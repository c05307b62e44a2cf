/// How a gRPC call ended, which its HTTP status does not say.
package struct GRPCStatus: Hashable, Sendable {
    package let code: Int
    /// What the server says about it, percent-decoded; empty: nothing.
    package let message: String

    /// `nil`: the fields hold no status.
    package init?(_ fields: Headers) {
        guard let code = fields["grpc-status"].flatMap({ Int($0) }), code >= 0 else { return nil }
        self.code = code
        message = WireText.decode(percentDecoded(Array((fields["grpc-message"] ?? "").utf8)[...], plusIsSpace: false))
    }

    package var isFailure: Bool { code != 0 }

    /// Such as `NOT_FOUND`; for a code that has no name, `CODE_99`.
    package var name: String { Self.names.indices.contains(code) ? Self.names[code] : "CODE_\(code)" }

    /// The code of that name, in any case and with dashes or underscores.
    package static func code(named name: some StringProtocol) -> Int? {
        let name = String(name.uppercased().map { $0 == "-" ? "_" : $0 })
        return names.firstIndex(of: name == "CANCELED" ? "CANCELLED" : name)
    }

    /// In the order of their codes.
    package static let names = [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS",
        "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED",
        "INTERNAL", "UNAVAILABLE", "DATA_LOSS", "UNAUTHENTICATED",
    ]
}

extension Flow {
    /// True where the response is declared as gRPC or gRPC-Web; before there is one, where the request is.
    package var isGRPC: Bool {
        (response?.headers ?? request.headers)["Content-Type"].map { MediaType($0).isGRPC } ?? false
    }

    /// How the gRPC call ended: from the trailers, from the head of a response that has nothing else, or from the last
    /// frame of gRPC-Web. `nil`: it is no gRPC call, or nothing was said about its end yet.
    ///
    /// Costs little enough for every row of a list.
    package var grpcStatus: GRPCStatus? {
        guard let response, isGRPC else { return nil }
        if let status = response.trailers.flatMap({ GRPCStatus($0) }) ?? GRPCStatus(response.headers) { return status }
        return GRPCWebEnd.trailers(of: response).flatMap { GRPCStatus($0) }
    }
}

/// The service and the method that a gRPC call's path names.
package struct GRPCMethod: Hashable, Sendable {
    /// With its package.
    package let service: String
    package let name: String

    /// - Parameter path: such as `/shop.v1.Cart/AddItem`; a server may have it below a prefix. `nil`: it is no such path.
    package init?(path: String) {
        let parts = path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, let name = parts.last, !name.isEmpty, !parts[parts.count - 2].isEmpty else {
            return nil
        }
        service = String(parts[parts.count - 2])
        self.name = String(name)
    }
}
