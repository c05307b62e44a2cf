import FlowKit

/// How a request by SOCKS is answered: RFC 1928 §6, and SOCKS 4, which knows only yes and no.
enum SOCKSReply: UInt8, CaseIterable {
    case succeeded = 0
    case failed = 1
    case notAllowed = 2
    case networkUnreachable = 3
    case hostUnreachable = 4
    case connectionRefused = 5
    case timedOut = 6
    case commandNotSupported = 7
    case addressTypeNotSupported = 8
}

/// The versions of SOCKS that differ in their messages.
enum SOCKSVersion: Equatable {
    /// 4, and 4a with names.
    case four
    case five

    /// The message that says so; the address in it, of use to nobody, is zeros.
    func message(_ reply: SOCKSReply) -> [UInt8] {
        switch self {
        case .four: [0, reply == .succeeded ? 90 : 91, 0, 0, 0, 0, 0, 0]
        case .five: [5, reply.rawValue, 0, 1, 0, 0, 0, 0, 0, 0]
        }
    }
}

extension SOCKSReply {
    /// What a client is told of an error; `nil`: a rule was against it.
    init(_ error: FlowError?) {
        self =
            switch error?.code {
            case nil, .blocked?, .loop?, .notAuthorized?: .notAllowed
            case .nameNotResolved?: .hostUnreachable
            case .connectionRefused?: .connectionRefused
            case .connectTimedOut?: .timedOut
            case .connectFailed?: .networkUnreachable
            default: .failed
            }
    }
}
