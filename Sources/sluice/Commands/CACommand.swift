import ArgumentParser
import Foundation
import ProxyEngine

/// `sluice ca`: the certificate that clients have to trust.
struct CACommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca",
        abstract: "Show or export the certificate that clients have to trust.",
        discussion: """
            EXAMPLES:
              sluice ca show                                 names, dates and fingerprint
              curl --cacert "$(sluice ca path)" https://…    trusted for one call
              sluice ca export --der sluice.cer              for devices that want DER
            """,
        subcommands: [Path.self, Show.self, Export.self],
        defaultSubcommand: Show.self
    )

    /// The authority that the settings name, or this user's, made now if there is none yet.
    fileprivate static func authority() throws -> CertificateAuthority {
        let directories = Directories.current
        let own = Settings.authority(in: try SettingSources(directories: directories))
        do {
            let authority = try CertificateAuthority.load(own, orMakeIn: directories.data)
            for warning in authority.warnings { Program.complain(warning) }
            return authority
        } catch {
            throw ProgramError(error.description)
        }
    }

    struct Path: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print the path of the certificate (PEM).")

        func run() throws {
            Standard.output.write(try CACommand.authority().certificatePath + "\n")
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Print what the certificate says.")

        func run() throws {
            Standard.output.write(try CACommand.authority().summary + "\n")
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the certificate (never the key) to a file or standard output."
        )

        @Flag(help: "In DER form instead of PEM.")
        var der = false

        @Argument(help: "Where to; - or nothing is standard output.", completion: .file())
        var file = "-"

        func run() throws {
            let authority = try CACommand.authority()
            let bytes = der ? authority.certificateDER : Array(authority.certificatePEM.utf8)
            guard file != "-" else {
                guard !der || !Standard.output.isTerminal else {
                    throw UsageError("DER is not for a terminal (name a file, or pipe it on)")
                }
                Standard.output.write(bytes)
                return
            }
            do {
                try AtomicFile.replace(file, with: bytes, permissions: 0o644)
            } catch {
                throw ProgramError("\(error)")
            }
        }
    }
}
