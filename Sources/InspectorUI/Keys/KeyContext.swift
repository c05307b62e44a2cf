/// Where a key means what its row says. A screen names its contexts in order; the first that has the key wins.
package struct KeyContext: Hashable, Sendable {
    /// As the help screen heads its part.
    package let title: String

    package init(_ title: String) {
        self.title = title
    }

    package static let list = KeyContext("List")
    /// What can be done with the flow in focus, in the list and in its detail.
    package static let flow = KeyContext("The flow in focus")
    /// Screens that show something as a whole; not popups, not where text is typed.
    package static let global = KeyContext("Everywhere")
    /// Moving and leaving: every screen and popup but those that take text.
    package static let moving = KeyContext("Moving")
    /// Also where text is typed.
    package static let always = KeyContext("Always")
    package static let help = KeyContext("Help")
    package static let log = KeyContext("Log")
    package static let search = KeyContext("Hits of a search")
    package static let detail = KeyContext("Detail")
    package static let messages = KeyContext("Messages")
    package static let message = KeyContext("One message")
    package static let inject = KeyContext("Editor of a message")
    package static let editor = KeyContext("Editor")
    package static let result = KeyContext("Response of an edited request")
    package static let block = KeyContext("Block")
    package static let rules = KeyContext("Rules")
    package static let passThrough = KeyContext("Hosts passed through")
    package static let listeners = KeyContext("Listeners")
    package static let copy = KeyContext("Copy")
    package static let sort = KeyContext("Sort")
    package static let value = KeyContext("Value of a body")
    package static let columns = KeyContext("Columns")
    package static let endpoints = KeyContext("Endpoints")
    package static let endpointSort = KeyContext("Sort of the endpoints")
}
