import FlowKit

/// The server's side of SOCKS 5 (RFC 1928, RFC 1929), 4 and 4a, up to the request; without a socket.
struct SOCKSNegotiation {
    struct Place: Equatable {
        /// A name in lower case, or an address without brackets.
        let host: String
        let port: Int
    }

    enum Action: Equatable {
        case needsMore
        /// To be sent; there may be more to understand.
        case reply([UInt8])
        /// To be judged, and the judgement told to `authenticated`.
        case authenticate(user: [UInt8], password: [UInt8])
        case connect(SOCKSVersion, Place)
        /// To be sent, and then the connection closed.
        case refuse([UInt8], reason: String, code: FlowError.Code, Place?)
        /// The bytes are something else.
        case notSOCKS
    }

    private enum State {
        case beginning
        case authenticating
        case awaitingRequest
        case done
    }

    private let requiresAuthentication: Bool
    private var state = State.beginning

    /// More than any message takes.
    static let messageLimit = 1024

    init(requiresAuthentication: Bool) {
        self.requiresAuthentication = requiresAuthentication
    }

    /// Takes one message, where it is whole, from the front of what came.
    mutating func next(_ bytes: inout ArraySlice<UInt8>) -> Action {
        guard let version = bytes.first else { return .needsMore }
        var reader = WireReader(bytes)
        let action =
            switch state {
            case .beginning where version == 5: greeting(&reader)
            case .beginning where version == 4: request4(bytes, &reader)
            case .authenticating where version == 1: credentials(&reader)
            case .awaitingRequest where version == 5: request5(&reader)
            case .beginning: Optional.some(Action.notSOCKS)
            case .authenticating, .awaitingRequest:
                refuse([], "a SOCKS message of version \(version)", .badRequest, nil)
            case .done: Optional.some(Action.needsMore)
            }
        guard let action else { return .needsMore }
        bytes = reader.unread
        return action
    }

    /// - Returns: what is to be sent (RFC 1929 §2); after a refusal the connection is to be closed.
    mutating func authenticated(_ isAccepted: Bool) -> [UInt8] {
        state = isAccepted ? .awaitingRequest : .done
        return [1, isAccepted ? 0 : 1]
    }

    private mutating func refuse(
        _ message: [UInt8],
        _ reason: String,
        _ code: FlowError.Code,
        _ place: Place?
    ) -> Action? {
        state = .done
        return .refuse(message, reason: reason, code: code, place)
    }

    // MARK: - Version 5

    private mutating func greeting(_ reader: inout WireReader) -> Action? {
        guard reader.byte() != nil, let methods = reader.vector8() else { return nil }
        if methods.contains(0), !requiresAuthentication {
            state = .awaitingRequest
            return .reply([5, 0])
        }
        // A client that only offers a password may as well say it where none is asked for.
        guard methods.contains(2) else {
            let reason =
                requiresAuthentication
                ? "the SOCKS client offers no user and password"
                : "the SOCKS client wants to authenticate in no known way"
            return refuse([5, 0xFF], reason, .notAuthorized, nil)
        }
        state = .authenticating
        return .reply([5, 2])
    }

    private func credentials(_ reader: inout WireReader) -> Action? {
        guard reader.byte() != nil, let user = reader.vector8(), let password = reader.vector8() else { return nil }
        return .authenticate(user: Array(user), password: Array(password))
    }

    private mutating func request5(_ reader: inout WireReader) -> Action? {
        guard reader.byte() != nil, let command = reader.byte(), reader.byte() != nil, let type = reader.byte() else {
            return nil
        }
        let address: ArraySlice<UInt8>?
        switch type {
        case 1: address = reader.bytes(4)
        case 3: address = reader.vector8()
        case 4: address = reader.bytes(16)
        default:
            let message = SOCKSVersion.five.message(.addressTypeNotSupported)
            return refuse(message, "a SOCKS request with an address of type \(type)", .badRequest, nil)
        }
        guard let address, let port = reader.number16() else { return nil }
        let host = type == 3 ? Self.host(name: address) : IPAddress(bytes: Array(address))?.description
        return request(.five, command: command, host: host, port: port)
    }

    private mutating func request(_ version: SOCKSVersion, command: UInt8, host: String?, port: UInt16) -> Action? {
        guard let host, port > 0 else {
            return refuse(version.message(.failed), "a SOCKS request for no valid host and port", .badRequest, nil)
        }
        let place = Place(host: host, port: Int(port))
        guard command == 1 else {
            let name = [2: "BIND", 3: "UDP ASSOCIATE"][command] ?? "command \(command)"
            let message = version.message(.commandNotSupported)
            return refuse(message, "SOCKS \(name) is not supported, only CONNECT is", .badRequest, place)
        }
        state = .done
        return .connect(version, place)
    }

    /// Some clients write an address where a name belongs.
    private static func host(name: ArraySlice<UInt8>) -> String? {
        if let address = IPAddress(WireText.decode(name)) { return address.description }
        guard let (host, port) = RequestTarget.hostAndPort(name), port == nil, name.last != UInt8(ascii: ":"),
            name.first != UInt8(ascii: "[")
        else { return nil }
        return host
    }

    // MARK: - Version 4

    private mutating func request4(_ bytes: ArraySlice<UInt8>, _ reader: inout WireReader) -> Action? {
        guard reader.byte() != nil, let command = reader.byte(), let port = reader.number16(),
            let address = reader.bytes(4)
        else { return nil }
        // 4a: an address that cannot be, and the name after the user's.
        let hasName = address.dropLast().allSatisfy { $0 == 0 } && address.last != 0
        guard reader.text0() != nil, let name = hasName ? reader.text0() : [] else {
            guard bytes.count >= Self.messageLimit else { return nil }
            return refuse(SOCKSVersion.four.message(.failed), "a SOCKS 4 request without an end", .badRequest, nil)
        }
        if requiresAuthentication {
            let message = SOCKSVersion.four.message(.notAllowed)
            return refuse(message, "SOCKS 4 knows no password, and one is needed here", .notAuthorized, nil)
        }
        let host = hasName ? Self.host(name: name) : IPAddress(bytes: Array(address))?.description
        return request(.four, command: command, host: host, port: port)
    }
}

extension WireReader {
    /// Text that ends in a zero byte, without it.
    fileprivate mutating func text0() -> ArraySlice<UInt8>? {
        guard let end = unread.firstIndex(of: 0) else { return nil }
        let text = bytes(end - unread.startIndex)
        _ = byte()
        return text
    }
}
