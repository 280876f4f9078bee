import './boot';
import './failures';
import './styles/base.css';
import './styles/transcript.css';
import './styles/markdown.css';
import './styles/composer.css';
import './app';
import './colours/colourist';
