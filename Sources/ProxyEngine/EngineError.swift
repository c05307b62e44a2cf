/// Why the engine cannot do what it was told; for the user, ready to print.
package struct EngineError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
