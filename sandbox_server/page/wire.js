/** The socket to the sandbox: JSON both ways, opened again whenever it closes. */

const FIRST_WAIT = 500;
const LONGEST_WAIT = 5000;

/**
 * Opens the socket and keeps it open. `onMessage` gets each parsed message; `onDown` is told each time the socket closes.
 * The server says the whole state at every connect, so nothing missed meanwhile has to be asked for.
 */
export function connect(onMessage, onDown) {
  let socket;
  let wait = FIRST_WAIT;

  const open = () => {
    socket = new WebSocket(`ws://${location.host}/page/live`);
    socket.onopen = () => { wait = FIRST_WAIT; };
    socket.onmessage = (event) => onMessage(JSON.parse(event.data));
    socket.onclose = () => {
      onDown();
      setTimeout(open, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
    };
  };

  open();
  return {
    /** Whether it was sent: a closed socket keeps nothing for later. */
    send(message) {
      if (socket.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(message));
      return true;
    },
  };
}
