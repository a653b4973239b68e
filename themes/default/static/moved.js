(()=>{const{search:o,hash:c}=location;if(!o&&!c)return;const t=new URL(document.currentScript.dataset.to,location);t.search||(t.search=o),c&&(t.hash=c),stop(),location.replace(t)})();
