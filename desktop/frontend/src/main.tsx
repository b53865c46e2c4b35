import '@sekisho/ui/tokens.css';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { connect } from './backend/backend';

const root = createRoot(document.getElementById('root') ?? document.body.appendChild(document.createElement('div')));
const backend = connect();

if (backend) root.render(<App backend={backend} />);
else root.render(<p>関所 Sekisho: sekisho-desktop を起動してください。/ Please start sekisho-desktop.</p>);
