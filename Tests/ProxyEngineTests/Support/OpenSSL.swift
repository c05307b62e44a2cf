import Foundation

/// Says something with the real `openssl s_client`, and reads until the other end closes.
///
/// - Returns: all it printed: what it tells of the connection (unless `-quiet` is among the arguments), and the answer.
func openSSL(_ arguments: [String], saying text: String) throws -> Data {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = ["s_client", "-ign_eof"] + arguments
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(text.utf8))
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return data
}
