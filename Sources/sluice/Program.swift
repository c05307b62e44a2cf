import ArgumentParser
import CAllocation
import Foundation

/// The way from the command line to an exit code.
enum Program {
    static let version = "0.1.0"

    /// Exit codes besides those a child hands through (`sluice run`).
    static let usageCode: Int32 = 2
    static let failureCode: Int32 = 1

    static func run(_ arguments: [String]) -> Never {
        callocation_map_bodies()
        let arguments = Array(arguments.dropFirst())
        do {
            if let error = CommandNames.mistake(in: arguments) { throw error }
            var command = try SluiceCommand.parseAsRoot(arguments)
            try command.run()
        } catch {
            leave(with: error)
        }
        exit(0)
    }

    private static func leave(with error: any Error) -> Never {
        switch error {
        case let error as UsageError:
            complain(error.message)
            exit(usageCode)
        case let error as ProgramError:
            complain(error.message)
            exit(failureCode)
        default:
            leave(withParserError: error)
        }
    }

    /// Help and the like go to standard output and end well; a wrong option is one line and the code for wrong usage.
    private static func leave(withParserError error: any Error) -> Never {
        guard SluiceCommand.exitCode(for: error) == .validationFailure else { SluiceCommand.exit(withError: error) }
        complain(UsageText.sentence(SluiceCommand.message(for: error)))
        exit(usageCode)
    }

    /// Says something on standard error, in one line that names the program.
    static func complain(_ message: String) {
        Standard.error.write("sluice: \(message)\n")
    }
}

/// Wrong options or arguments: the program ends with code 2.
struct UsageError: Error, Equatable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}

/// What was asked for cannot be done: the program ends with code 1.
struct ProgramError: Error, Equatable {
    let message: String

    init(_ message: String) {
        self.message = message
    }
}
