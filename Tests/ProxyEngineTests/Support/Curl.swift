import Foundation

/// Runs the real curl, with nothing of this process's environment.
func curl(_ arguments: [String]) async throws -> (output: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/curl")
    process.arguments = ["-sS", "-m", "20"] + arguments
    process.environment = [:]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    return try await withCheckedThrowingContinuation { continuation in
        process.terminationHandler = { process in
            let data = output.fileHandleForReading.readDataToEndOfFile()
            continuation.resume(returning: (String(decoding: data, as: UTF8.self), process.terminationStatus))
        }
        do { try process.run() } catch { continuation.resume(throwing: error) }
    }
}
