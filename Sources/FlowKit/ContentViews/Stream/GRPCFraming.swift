/// gRPC's messages, each with five bytes before it: flags, and how many bytes follow. gRPC-Web has a last one for fields.
enum GRPCFraming {
    static func isDeclared(_ content: Content) -> Bool { content.mediaType?.isGRPC ?? false }

    static let prefixByteCount = 5
    private static let compressedFlag: UInt8 = 0x01
    private static let trailersFlag: UInt8 = 0x80

    static func cut(_ bytes: [UInt8], isOpen: Bool, number: Int, at place: inout CuttingPlace) -> BodyPart? {
        let rest = bytes[min(place.start, bytes.count)...]
        guard let flags = rest.first else { return nil }
        let byteCount = byteCount(rest) ?? 0
        let isWhole = rest.count >= prefixByteCount && rest.count - prefixByteCount >= byteCount
        let kind = kind(flags)
        // A prefix that is none says nothing about a length: what follows is one part, and the last.
        let isUnknown = if case .unknown = kind { true } else { false }
        guard !isOpen || (isWhole && !isUnknown) else { return nil }
        let payload = isUnknown ? rest : rest.dropFirst(prefixByteCount).prefix(byteCount)
        place.skip(to: payload.endIndex)
        return BodyPart(
            kind: kind,
            number: number,
            range: rest.startIndex..<payload.endIndex,
            payload: payload.startIndex..<payload.endIndex,
            isCompressed: !isUnknown && flags & compressedFlag != 0,
            isFinished: isWhole && !isUnknown
        )
    }

    /// What the prefix says of the message after it; `nil`: the prefix is not whole.
    static func byteCount(_ bytes: ArraySlice<UInt8>) -> Int? {
        let digits = bytes.prefix(prefixByteCount).dropFirst()
        return digits.count == prefixByteCount - 1 ? digits.reduce(0) { $0 << 8 | Int($1) } : nil
    }

    private static func kind(_ flags: UInt8) -> BodyPart.Kind {
        switch flags {
        case 0, compressedFlag: .message
        case trailersFlag, trailersFlag | compressedFlag: .trailers
        default: .unknown(flags: flags)
        }
    }
}

extension MediaType {
    /// gRPC in any of its forms, `application/grpc-web+proto`, too.
    var isGRPC: Bool {
        guard let form = essence.split(separator: "+", omittingEmptySubsequences: false).first else { return false }
        return Self.grpcForms.contains(String(form))
    }

    /// gRPC-Web for clients that can only read text: its bytes in Base64.
    var isGRPCWebText: Bool { essence.hasPrefix("application/grpc-web-text") && isGRPC }

    private static let grpcForms: Set<String> = [
        "application/grpc", "application/grpc-web", "application/grpc-web-text",
    ]
}

extension DecodedBody {
    /// Undoes the Base64 of gRPC-Web in text, which servers may write piece by piece, each with its own padding.
    ///
    /// - Parameter isOpen: more may come, so an incomplete group at the end is no fault.
    mutating func undoBase64(isOpen: Bool) {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count / 4 * 3)
        var rest = bytes[...]
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != UInt8(ascii: "=") }
            let piece = rest[..<rest[digits.endIndex...].prefix { $0 == UInt8(ascii: "=") }.endIndex]
            let isLast = piece.endIndex == rest.endIndex && piece.count == digits.count
            let excess = isLast ? digits.count { $0 != 0x0A && $0 != 0x0D } % 4 : 0
            guard let decoded = Base64.decode(String(decoding: piece.dropLast(excess), as: UTF8.self)) else {
                notes.append("not Base64 after byte \(piece.startIndex): shown up to there")
                isTruncated = true
                break
            }
            result += decoded
            rest = rest[piece.endIndex...]
            guard excess > 0 && !isOpen else { continue }
            notes.append("the Base64 ends inside a group of four")
            isTruncated = true
        }
        bytes = result
        codings.append("base64")
    }
}
